namespace PiDeployer.Tests.Infra;

/// <summary>Commits made beforehand, which are pushed one after the other without git: that takes no time.</summary>
internal sealed class CommitChain
{
    private readonly string branch;
    private readonly Queue<string> commits;

    public CommitChain(GitRepository repository, int count)
    {
        branch = Path.Combine(repository.Remote, "refs/heads/main");
        var made = Shell.Run(
            "bash", "-ec", $"cd {repository.Remote}; c=$(git rev-parse main); for i in $(seq {count}); do c=$(git commit-tree -p $c -m \"change $i\" main^{{tree}}); echo $c; done");
        commits = new Queue<string>(made.Split('\n'));
    }

    public void Advance()
    {
        File.WriteAllText($"{branch}.new", $"{commits.Dequeue()}\n");
        File.Move($"{branch}.new", branch, overwrite: true); // Somebody may be reading it.
    }
}
