using PiDeployer.Processes;

namespace PiDeployer.Checks.Machine;

/// <summary>Whether git is there, and knows what it is asked for.</summary>
internal static class GitProgram
{
    /// <summary>Of <c>git fetch --no-write-fetch-head</c>, by which polling and <c>paths</c> look at a commit.</summary>
    private static readonly Version Needed = new(2, 29);

    public static async Task LookAsync(Site site, Findings found, CancellationToken cancellationToken)
    {
        var answer = await Question.AskAsync(site.Commands, new Command("git", ["--version"], "/"), cancellationToken);
        if (!answer.IsGood)
            found.Error($"git cannot be started: {answer.Complaint}", null, "sudo apt install git");
        else if (ProgramVersion.In(answer.Output) is { } version && version < Needed)
            found.Warning($"git is version {version}, and polling and paths need {Needed}", Executable.Find("git", site.SearchPath), "upgrade git");
        else
            found.Ok(answer.Output.Split('\n')[0], Executable.Find("git", site.SearchPath));
    }
}
