using System.Buffers;
using PiDeployer.Cli.Terminal;
using PiDeployer.Values;
using PiDeployer.Webhooks;

namespace PiDeployer.Cli;

/// <summary><c>pi-deployer sign</c>: what a caller has to send beside a body.</summary>
internal static class Sign
{
    /// <param name="file">The body; null for standard input.</param>
    /// <param name="secret">It is never shown.</param>
    /// <param name="asHeader">With the header's name.</param>
    /// <param name="screen">For the result.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(string? file, Secret secret, bool asHeader, Screen screen, CancellationToken cancellationToken)
    {
        try
        {
            using var body = new MemoryStream();
            await using var input = file is null or "-" ? Console.OpenStandardInput() : File.OpenRead(file);
            await input.CopyToAsync(body, cancellationToken).WaitAsync(cancellationToken); // A terminal is read to the end of a line, token or no token.
            var signature = Signature.Compute(new ReadOnlySequence<byte>(body.GetBuffer(), 0, (int)body.Length), secret);
            screen.Line(asHeader ? $"{CallSignature.Header}: {signature}" : signature);
            await screen.Output.FlushAsync(cancellationToken);
            return ExitCodes.Success;
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            return screen.Fail(ExitCodes.Failure, Wording.Line(e.Message, 200));
        }
    }
}
