using System.Collections.Immutable;
using PiDeployer.Checks;
using PiDeployer.Cli;
using PiDeployer.Cli.Client;
using PiDeployer.Cli.CommandLine;
using PiDeployer.Cli.Terminal;
using PiDeployer.Http;
using PiDeployer.Values;

namespace PiDeployer.Hosting;

/// <summary>What each command of <see cref="Verbs"/> does.</summary>
internal static class Commands
{
    /// <param name="invocation">What is asked for.</param>
    /// <param name="environment">The process's variables.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(Invocation invocation, IReadOnlyDictionary<string, string> environment)
    {
        if (invocation.Verb == Verbs.Serve)
            return await Server.RunAsync(Path.GetFullPath(invocation.Text(Options.Directory) ?? Environment.CurrentDirectory), environment, Console.Error); // It has its own way to end.

        using var interrupted = new Interruption();
        try
        {
            return await RunAsync(invocation, environment, interrupted.Token);
        }
        catch (OperationCanceledException) when (interrupted.Token.IsCancellationRequested)
        {
            return ExitCodes.Interrupted;
        }
    }

    private static Task<int> RunAsync(Invocation invocation, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken) => invocation.Verb.Name switch
    {
        "check" => CheckAsync(invocation, environment, cancellationToken),
        "init" or "install" or "upgrade" or "uninstall" => Installing.RunAsync(invocation, environment, cancellationToken),
        "demo" => ShowAsync(environment, cancellationToken),
        "notify-test" => ChannelTrial.RunAsync(
            EnvFolder.Find(invocation.Text(Options.Directory), environment).Path, environment, [.. invocation.Arguments], Console.Out, Console.Error, cancellationToken),
        "sign" => SignAsync(invocation, environment, cancellationToken),
        "man" => PrintAsync(ManPage.Of(RootEndpoint.Version)),
        "completion" => PrintCompletionAsync(invocation.Argument ?? ""),
        "complete" => CompleteAsync(Completion.Of(invocation.Arguments), environment, cancellationToken),
        _ when DeploymentVerbs.All.Contains(invocation.Verb) => AskServerAsync(invocation, environment, cancellationToken),
        var other => throw new InvalidOperationException($"{other} is in the table of commands, and there is nothing that it does."),
    };

    private static async Task<int> ShowAsync(IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken) =>
        await Demo.RunAsync(environment, Console.Out, cancellationToken) ? ExitCodes.Success : ExitCodes.Failure;

    private static Task<int> CheckAsync(Invocation invocation, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        var options = new CheckOptions
        {
            Projects = [.. invocation.All(Options.Project)],
            IsQuick = invocation.Has(Options.Quick),
            IsStrict = invocation.Has(Options.Strict),
            IsJson = invocation.Has(Options.Json),
        };
        return Doctor.RunAsync(EnvFolder.Find(invocation.Text(Options.Directory), environment).Path, environment, options, Screen.OfConsole(environment, invocation.Text(Options.Color)), cancellationToken);
    }

    private static async Task<int> AskServerAsync(Invocation invocation, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        var screen = Screen.OfConsole(environment, invocation.Text(Options.Color));
        using var input = new StreamReader(Console.OpenStandardInput());
        var (place, problems, exitCode) = await ServerPlaces.FindAsync(invocation, environment, input, cancellationToken);
        return place is null ? Wrong(screen, exitCode, problems) : await ClientCommands.RunAsync(invocation, place, screen, cancellationToken);
    }

    private static async Task<int> SignAsync(Invocation invocation, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        var screen = Screen.OfConsole(environment, color: null);
        var folder = EnvFolder.Find(invocation.Text(Options.Directory), environment);
        var problems = folder.Problems.ToBuilder();
        if (new SettingsSource(folder.Variables, problems).WebhookSecret() is not { } secret)
            problems.Add($"there is nothing to sign with: {Wording.Line(folder.File, 200)} has no GITHUB_WEBHOOK_SECRET; --directory names another folder");
        else if (problems.Count == 0)
            return await Sign.RunAsync(invocation.Argument, secret, invocation.Has(Options.Header), screen, cancellationToken);
        return Wrong(screen, ExitCodes.Configuration, problems.ToImmutable());
    }

    private static async Task<int> CompleteAsync(Completion completion, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        var (place, _, _) = await ServerPlaces.FindAsync(completion.SoFar, environment, TextReader.Null, cancellationToken);
        return await new CompleteCommand(completion, place, Screen.OfConsole(environment, color: "never")).RunAsync(cancellationToken);
    }

    private static async Task<int> PrintCompletionAsync(string shell)
    {
        if (CompletionScripts.For(shell) is { } script)
            return await PrintAsync(script);
        await Console.Error.WriteLineAsync($"pi-deployer: there is no completion for '{Wording.Line(shell, 100)}', only for {string.Join(", ", CompletionScripts.Shells)}");
        return ExitCodes.Usage;
    }

    private static async Task<int> PrintAsync(string text)
    {
        await Console.Out.WriteLineAsync(text);
        return ExitCodes.Success;
    }

    private static int Wrong(Screen screen, int exitCode, ImmutableArray<string> problems) => screen.Fail(exitCode, string.Join('\n', problems));
}
