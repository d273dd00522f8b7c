using System.Text.Json;

namespace PiDeployer.Cli.Client;

/// <summary>Where what a deployment says is shown: for people, or for programs.</summary>
internal interface IFollowed
{
    /// <param name="text">Of a line, or of a piece of a long one.</param>
    /// <param name="endOfLine">False when more of it comes.</param>
    void Line(string text, bool endOfLine);

    /// <summary>So many bytes are not kept any more.</summary>
    void Gap(string bytes);

    /// <summary>The log goes no further.</summary>
    void Lost(string reason);

    /// <summary>Something about the following itself.</summary>
    void Remark(string text);

    /// <summary>Time goes by. The deployment is asked for only where that is shown.</summary>
    Task TickAsync(CancellationToken cancellationToken);

    /// <param name="record">The deployment's.</param>
    /// <param name="body">The same as it came.</param>
    void Result(JsonElement record, string body);
}
