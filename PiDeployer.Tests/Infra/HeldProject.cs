namespace PiDeployer.Tests.Infra;

/// <summary>Projects whose script writes its deployment's id into <c>began</c>, and then waits for as long as there is a file <c>hold</c>. Both are in one folder.</summary>
internal sealed class HeldProject : IDisposable
{
    public HeldProject()
    {
        Folder.Write("hold", "");
        Folder.WriteScript("script.sh", $$"""
            echo $DEPLOYER_DEPLOY_ID >>{{Folder.File("began")}}
            bash -c 'trap "kill \$(jobs -p); exit" TERM; sleep {{Nap}} & sleep {{Nap}} & wait' >/dev/null 2>&1 &
            while [ -e {{Folder.File("hold")}} ]; do sleep 0.05; done
            kill $!
            echo done
            """);
    }

    public TempDirectory Folder { get; } = new();

    /// <summary>An argument of the processes that a script has in the background while it waits.</summary>
    public string Nap { get; } = LiveProcesses.NapOfOurs();

    /// <summary>The ids of those that began, in their order.</summary>
    public string[] Began => File.Exists(Folder.File("began")) ? File.ReadAllLines(Folder.File("began")) : [];

    /// <summary>One project <c>shop</c> of <c>ann/shop</c>.</summary>
    /// <param name="more">Further fields, beginning with a comma.</param>
    public string Yaml(string more = "") => $"projects: [{Project("shop", more)}]";

    public string Project(string name, string more = "") =>
        $"{{ name: {name}, repo: ann/{name}, path: {Directory.CreateDirectory(Folder.File(name)).FullName}, deploy_mode: script-only, deploy_script: {Folder.File("script.sh")}{more} }}";

    public Task<RunningServer> StartAsync(string more = "") => RunningServer.StartAsync(Folder, Yaml(more));

    public Task BeganAsync(string id) => Eventually.TrueAsync(() => Began.Contains(id) && LiveProcesses.WithArgument(Nap).Count >= 2, $"{id} began");

    public void Release() => File.Delete(Folder.File("hold"));

    public void Dispose() => Folder.Dispose();
}
