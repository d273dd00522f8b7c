using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Soak;

/// <summary>Projects whose deployments end in every way there is: well and badly, too late, and with processes that stay behind.</summary>
internal sealed class SoakProjects
{
    /// <summary>Deployments of each, so few that after a short while there are as many files as there will ever be.</summary>
    private const int Kept = 3;

    private readonly TempDirectory folder;
    private readonly Dictionary<string, string> scripts = new()
    {
        ["quick"] = "echo done",
        ["prints"] = $"echo {RunningServer.Secret}; seq 2000; head -c 20000 /dev/urandom",
        ["queued"] = "sleep 0.3",
        ["fails"] = "echo 'it is broken' >&2; exit 3",
        ["late"] = "sleep 60",
        ["stubborn"] = "trap '' TERM; while :; do sleep 0.2; done",
        ["holds"] = "sleep 60 & echo 'the output is still held'",
        ["leaves"] = "sleep 1 >/dev/null 2>&1 & echo 'this one gave the output up'",
        ["undone"] = "echo 'every third fails'; (($(date +%-N) % 3))",
    };

    /// <summary>Those with a real repository.</summary>
    private readonly Dictionary<string, CommitChain> chains = [];

    /// <param name="folder">For everything.</param>
    /// <param name="commits">How many there will be of each repository.</param>
    public SoakProjects(TempDirectory folder, int commits)
    {
        this.folder = folder;
        foreach (var name in new[] { "site", "undone" })
            chains.Add(name, new CommitChain(new GitRepository(folder, name), commits));
        foreach (var (name, script) in scripts)
            folder.WriteScript($"{name}.sh", script);
        Names = ["site", .. scripts.Keys];
        foreach (var name in Names)
            Directory.CreateDirectory(folder.File(name));
    }

    public IReadOnlyList<string> Names { get; }

    /// <param name="number">Each has a different text, since one that has not changed would show nothing when it is read again.</param>
    public string Yaml(int number) => $$"""
        max_parallel: 6
        defaults: { branch: main, history: {{Kept}}, timeout: 20 }
        projects:
          - { name: site, repo: ann/site, path: {{folder.File("site")}}, deploy_mode: pull-only }
          - { name: undone, repo: ann/undone, path: {{folder.File("undone")}}, deploy_mode: pull-only, deploy_script: {{folder.File("undone.sh")}}, rollback: auto }
          - { name: number-{{number}}, repo: ann/number, path: {{folder.Path}}, deploy_mode: pull-only }
        {{string.Join('\n', scripts.Keys.Where(name => !chains.ContainsKey(name)).Select(Entry))}}
        """;

    /// <summary>Nothing of it counts.</summary>
    public string Broken(int number) => $"{Yaml(number)}\n  - {{ name: broken }}\n";

    /// <summary>A commit for whoever has a repository.</summary>
    public void Advance(string name)
    {
        lock (chains)
        {
            if (chains.TryGetValue(name, out var chain))
                chain.Advance();
        }
    }

    private string Entry(string name)
    {
        var more = name switch { "late" or "stubborn" => ", timeout: 1", "queued" => ", on_busy: queue", _ => "" };
        return $"  - {{ name: {name}, repo: ann/{name}, path: {folder.File(name)}, deploy_mode: script-only, deploy_script: {folder.File($"{name}.sh")}{more} }}";
    }
}
