using System.Collections.Immutable;

namespace PiDeployer.Cli.CommandLine;

/// <summary>Commands for scripts and shells.</summary>
internal static class ShellVerbs
{
    private static readonly Verb Sign = new("sign", "print the X-Hub-Signature-256 value for a body, made with the webhook secret of .env")
    {
        Arguments = [new("FILE", "the body; standard input when it is left out or -") { IsOptional = true, Completes = Completes.Files }],
        Options = [Options.Header, Options.Directory],
        Endings = [new(ExitCodes.Failure, "the file cannot be read"), new(ExitCodes.Configuration, ".env has no secret")],
        Examples = [new("curl -H \"$(pi-deployer sign --header body.json)\" --data-binary @body.json http://127.0.0.1:5000/deploy", "calls as GitHub does")],
    };

    private static readonly Verb Completion = new("completion", "print the script that completes commands, options and names in a shell")
    {
        Arguments = [new("SHELL", "bash, zsh or fish") { Completes = Completes.Shells }],
        Examples =
        [
            new("pi-deployer completion bash | sudo tee /etc/bash_completion.d/pi-deployer >/dev/null", "for bash"),
            new("pi-deployer completion zsh | sudo tee /usr/local/share/zsh/site-functions/_pi-deployer >/dev/null", "for zsh"),
            new("pi-deployer completion fish >~/.config/fish/completions/pi-deployer.fish", "for fish"),
        ],
    };

    private static readonly Verb Complete = new("complete", "what the scripts of `completion` ask: the possible continuations of a command line, one a line")
    {
        Arguments = [new("WORD", "those after the program's name, up to the one that is being typed") { IsOptional = true, Repeats = true, CanBeEmpty = true }],
        IsHidden = true,
    };

    private static readonly Verb Man = new("man", "print the manual page: pi-deployer man | man -l -");

    public static ImmutableArray<Verb> All { get; } = [Sign, Completion, Complete, Man];
}
