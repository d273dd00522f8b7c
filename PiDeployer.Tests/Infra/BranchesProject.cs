namespace PiDeployer.Tests.Infra;

/// <summary>A repository each of whose branches has a compose file, and what is there of their environments. All of that is gone with it.</summary>
/// <param name="folder">Where the remote and the checkout are, and the program.</param>
/// <param name="images">What the branches run.</param>
internal sealed class BranchesProject(TempDirectory folder, DockerImages images) : IDisposable
{
    /// <summary>The project's. No other one on this engine has it.</summary>
    public string Name { get; } = $"pi-deployer-test-{Guid.NewGuid().ToString("N")[..8]}";

    public string Repository => $"ann/{Name}";

    public GitRepository Git { get; } = new(folder, $"repository-{Guid.NewGuid().ToString("N")[..8]}");

    public int FirstPort { get; } = LoopbackPorts.NextOf(6);

    public int LastPort => FirstPort + 5;

    /// <summary>Where its environments are, with the file of each.</summary>
    public string Folder => folder.File($"state/environments/{Name}");

    /// <summary>Its entry in <c>projects.yml</c>.</summary>
    /// <param name="options">Further fields of <c>environments</c>, beginning with a comma.</param>
    /// <param name="more">Further fields, beginning with a comma.</param>
    public string Entry(string options, string more) =>
        $"  - {{ name: {Name}, repo: {Repository}, path: {Git.Checkout}, branch: '**', environments: {{ ports: {FirstPort}-{LastPort}{options} }}{more} }}\n";

    /// <summary>The name of a branch's environment, for the deployer and for compose.</summary>
    public string NameOf(string label) => $"{Name}-{label}";

    public string HostOf(string label) => $"{label}.{Name}.example.org";

    /// <summary>Pushes a compose file that runs this version, with a volume, and answers the commit.</summary>
    /// <param name="branch">Where to.</param>
    /// <param name="version">Of the images; <c>build</c> builds one by the Dockerfile that is there.</param>
    public string Push(string branch, string version) => PushFile(
        branch,
        $$"""
        # {{Guid.NewGuid()}}
        services:
          web:
            {{(version == "build" ? "build: ." : $"image: {images.Reference(version)}\n    pull_policy: never")}}
            ports: ["127.0.0.1:${DEPLOYER_PORT:?}:8080"]
            volumes: ["data:/data"]
            environment: { LABEL: "${DEPLOYER_ENVIRONMENT}", URL: "${DEPLOYER_URL}" }
            stop_grace_period: {{(version == "held" ? "60s" : "0s")}}
        volumes: { data: {} }
        """);

    public string PushFile(string branch, string composeFile) => Git.Push("compose.yaml", composeFile, $"a change {Guid.NewGuid():N}", branch);

    public Webhook PushOf(string branch) => Webhook.Push(Repository, branch);

    /// <summary>What GitHub sends when a branch is deleted.</summary>
    public Webhook DeletionOf(string branch)
    {
        var payload = Webhook.PushPayload(Repository, $"refs/heads/{branch}", "", "");
        (payload["deleted"], payload["head_commit"], payload["after"]) = (true, null, new string('0', 40));
        return Webhook.Of(payload.ToJsonString());
    }

    /// <summary>Deletes a branch at the remote, and answers what GitHub sends then.</summary>
    public Webhook Delete(string branch)
    {
        Git.InDeveloper("push", "-q", "origin", "--delete", $"refs/heads/{branch}");
        return DeletionOf(branch);
    }

    /// <summary>Makes every checkout of a commit wait, until what it answers is disposed of.</summary>
    public Hold HoldCheckouts()
    {
        var file = folder.Write($"hold-{Name}", "");
        var hook = Path.Combine(Git.Checkout, ".git/hooks/post-checkout");
        File.WriteAllText(hook, $"#!/bin/sh\ncase $1 in 0000*) exit;; esac\ntouch {file}.reached\nwhile [ -e {file} ]; do sleep 0.05; done\n");
        File.SetUnixFileMode(hook, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new Hold(file, hook);
    }

    public ComposeContents Contents(string label) => new(NameOf(label));

    public string Inspect(string label, string format) => ComposeContents.Inspect(Contents(label).Containers("web").ShouldHaveSingleItem(), format);

    /// <summary>Lets a container end whose image is <c>held</c>. It may be gone: an engine may use force once nobody waits for the end any more.</summary>
    public void LetEnd(string label)
    {
        foreach (var container in Contents(label).Containers("web"))
            Shell.TryRun("docker", "exec", container, "/bin/busybox", "touch", "/end");
    }

    /// <summary>Of one environment nothing is left: not with the engine, not with git, and no file.</summary>
    /// <param name="label">The branch's.</param>
    /// <param name="volumes">Unless they are kept, and then there is one.</param>
    public void ShouldBeGone(string label, int volumes = 0)
    {
        var project = $"label=com.docker.compose.project={NameOf(label)}";
        Contents(label).Containers().ShouldBeEmpty();
        Contents(label).KeptTags().ShouldBeEmpty();
        foreach (var kind in new[] { "network", "image" })
            Shell.Run("docker", kind, "ls", "--quiet", "--filter", project).ShouldBeEmpty(kind);
        Volumes(label).Length.ShouldBe(volumes);
        Directory.Exists(Path.Combine(Folder, label)).ShouldBeFalse();
        File.Exists(Path.Combine(Folder, $"{label}.environment")).ShouldBeFalse();
        Git.InCheckout("worktree", "list", "--porcelain").ShouldNotContain($"/{label}\n");
        Directory.Exists(Path.Combine(Git.Checkout, ".git/worktrees", label)).ShouldBeFalse();
        File.Exists(folder.File($"state/compose/{NameOf(label)}.yaml")).ShouldBeFalse();
    }

    public string[] Volumes(string label) =>
        Shell.Run("docker", "volume", "ls", "--quiet", "--filter", $"label=com.docker.compose.project={NameOf(label)}").Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public void Dispose()
    {
        // All that there are, since a test may have left its branches as they are.
        Remove(["rm", "--force"], "ps", "--all", "--quiet", "--filter", $"name=^{Name}-");
        Remove(["network", "rm"], "network", "ls", "--quiet", "--filter", $"name=^{Name}-");
        Remove(["volume", "rm"], "volume", "ls", "--quiet", "--filter", $"name=^{Name}-");
        foreach (var images in new[] { $"pi-deployer/kept:of-{Name}-*", $"{Name}-*" })
            Remove(["image", "rm", "--force"], "image", "ls", "--format", "{{.Repository}}:{{.Tag}}", "--filter", $"reference={images}");
    }

    private static void Remove(string[] command, params string[] listing)
    {
        var left = Shell.Run("docker", listing).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (left.Length > 0)
            Shell.Run("docker", [.. command, .. left]);
    }

    internal sealed class Hold(string file, string hook) : IDisposable
    {
        /// <summary>Is there when one waits.</summary>
        public string Reached => $"{file}.reached";

        public void Dispose()
        {
            File.Delete(file);
            File.Delete(hook);
        }
    }
}
