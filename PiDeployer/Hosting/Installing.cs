using PiDeployer.Cli;
using PiDeployer.Cli.CommandLine;
using PiDeployer.Installation;

namespace PiDeployer.Hosting;

/// <summary>What <c>init</c>, <c>install</c>, <c>upgrade</c> and <c>uninstall</c> do with what they were told.</summary>
internal static class Installing
{
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(Invocation invocation, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        var (output, errors, isDryRun) = (Console.Out, Console.Error, invocation.Has(Options.DryRun));
        var directory = invocation.Text(Options.Directory) is { } path ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)) : null;
        var isDone = await (invocation.Verb.Name switch
        {
            "init" => Init.RunAsync(new InitOptions(directory ?? Environment.CurrentDirectory, isDryRun), output, errors, cancellationToken),
            "install" => Install.RunAsync(
                new InstallOptions(invocation.Text(Options.User), directory, isDryRun, !invocation.Has(Options.NoStart), invocation.Has(Options.Hardened)), environment, !Console.IsOutputRedirected, output, errors, cancellationToken),
            "upgrade" => Upgrade.RunAsync(Path.GetFullPath(invocation.Argument ?? ""), output, errors, cancellationToken),
            _ => Uninstall.RunAsync(
                new UninstallOptions(directory, invocation.Has(Options.Purge), isDryRun, invocation.Has(Options.Yes)),
                Console.IsInputRedirected ? null : new StreamReader(Console.OpenStandardInput()), output, errors, cancellationToken),
        });
        return isDone ? ExitCodes.Success : ExitCodes.Failure;
    }
}
