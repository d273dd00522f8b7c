using System.Text.Json;

namespace PiDeployer.Cli.Client;

/// <summary>What the server says to a question.</summary>
internal abstract record Reply
{
    /// <param name="Body">An object of JSON, as it came.</param>
    internal sealed record Good(byte[] Body) : Reply
    {
        public JsonElement Json => Record.Parse(Body);
    }

    /// <param name="Status">400 and more.</param>
    /// <param name="Error">What it says of it.</param>
    internal sealed record Refused(int Status, string Error) : Reply;

    /// <summary>Nothing that a server of ours says: somebody else serves there, or stands before it.</summary>
    internal sealed record Foreign(int Status) : Reply;

    /// <param name="Reason">Why there was no answer.</param>
    internal sealed record None(string Reason) : Reply;
}
