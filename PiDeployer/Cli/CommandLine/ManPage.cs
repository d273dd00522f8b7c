using System.Text;

namespace PiDeployer.Cli.CommandLine;

/// <summary><c>pi-deployer(1)</c> in roff, with the macros of <c>man(7)</c>, made of the table of <see cref="Verbs"/>.</summary>
internal static class ManPage
{
    /// <param name="version">The program's.</param>
    public static string Of(string version)
    {
        var page = new StringBuilder($"""
            .TH PI\-DEPLOYER 1 "" "pi\-deployer {Escaped(version)}" "User Commands"
            .SH NAME
            pi\-deployer \- a push goes live on this machine
            .SH SYNOPSIS
            .B pi\-deployer
            .RI [ COMMAND ]
            .RI [ OPTION... ]
            .SH DESCRIPTION
            A server that deploys what is pushed to a git repository, and the commands to look after it. Without a command, it serves.

            """);
        foreach (var group in Verbs.Groups)
        {
            page.Append($".SH {Escaped(group.Title.ToUpperInvariant())}\n");
            foreach (var verb in group.Verbs)
            {
                if (!verb.IsHidden)
                    Append(page, verb);
            }
        }

        return page.Append("""
            .SH FILES
            .TP
            .I .env
            In the current folder where that is a server's, else beside the program: where the server listens, and the token. The process's own variables win.
            .TP
            .I projects.yml
            What is deployed.
            .SH SEE ALSO
            .BR git (1),
            .BR systemctl (1),
            .BR journalctl (1)
            """).ToString();
    }

    private static void Append(StringBuilder page, Verb verb)
    {
        page.Append($".SS {Escaped(verb.Spelled)}\n{Escaped($"{char.ToUpperInvariant(verb.Summary[0])}{verb.Summary[1..]}.")}\n");
        foreach (var paragraph in verb.About)
            page.Append($".PP\n{Escaped(paragraph)}\n");
        foreach (var argument in verb.Arguments)
            page.Append($".TP\n.I {Escaped(argument.Name)}\n{Escaped(argument.Summary)}\n");
        foreach (var option in verb.Options)
            page.Append($".TP\n.B {Escaped(option.Spelled)}\n{Escaped(option.Summary)}\n");
        page.Append(".PP\nIt ends with 0 when it did what it was asked");
        foreach (var ending in HelpText.Endings(verb))
            page.Append($",\n{ending.Code} when {Escaped(ending.When)}");
        page.Append(".\n");
        foreach (var example in verb.Examples)
            page.Append($".TP\n.B {Escaped(example.Line)}\n{Escaped(example.Purpose)}\n");
    }

    /// <summary>A line that would begin with a request is kept from being one.</summary>
    private static string Escaped(string text)
    {
        var escaped = text.Replace("\\", "\\e", StringComparison.Ordinal).Replace("-", "\\-", StringComparison.Ordinal).Replace("'", "\\(aq", StringComparison.Ordinal).Replace("\"", "\\(dq", StringComparison.Ordinal);
        return escaped.StartsWith('.') ? $"\\&{escaped}" : escaped;
    }
}
