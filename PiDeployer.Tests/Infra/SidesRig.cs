using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace PiDeployer.Tests.Infra;

/// <summary>The program running, and images that answer what they are: for all the tests of a class, which have projects and proxies of their own, also several at once.</summary>
public sealed class SidesRig : IAsyncLifetime
{
    /// <summary>What a deployment through Caddy says when the new side has answered to those who come that way; what is left then is to drain the old one.</summary>
    internal const string Verified = "/ answers";

    private const string Start = "max_parallel: 8\nprojects:\n  - { name: nothing, path: /tmp, deploy_mode: compose-update }\n";

    private static readonly (string, string)[] Settings = [("STEADY_TIME", "1"), ("UP_TIMEOUT", "12")];

    private readonly SemaphoreSlim turn = new(1);
    private readonly TempDirectory folder = new();
    private readonly List<SidesProject> projects = [];
    private readonly StringBuilder text = new(Start);
    private DockerImages? images;
    private RunningServer? server;

    /// <summary>Why the tests are skipped; null when they can run.</summary>
    public static string? MissingReason => DockerImages.MissingReason ?? ProxyProgram.MissingReason;

    internal DockerImages Images => images ?? throw NotStarted();

    internal RunningServer Server => server ?? throw NotStarted();

    /// <summary>To be called by every test's constructor.</summary>
    public static void SkipWhereImpossible() => Assert.SkipUnless(MissingReason is null, MissingReason ?? "");

    public async ValueTask InitializeAsync()
    {
        if (MissingReason is not null)
            return;
        images = new DockerImages();
        foreach (var version in new[] { "1", "2", "3", "4" })
            images.Add($"a{version}", AppImage.Answering($"a{version}"));
        server = await RunningServer.StartAsync(folder, Start, Settings);
    }

    /// <summary>A project that the program knows and its proxy runs for, with nothing on either side yet. An engine has room for some thirty networks, so it is disposed with its test.</summary>
    /// <param name="proxy">Makes it.</param>
    /// <param name="options">Further fields of <c>blue_green</c>, beginning with a comma.</param>
    /// <param name="more">Further fields, beginning with a comma; <c>{address}</c> in them is where people come.</param>
    internal async Task<SidesProject> ProjectAsync(Func<SidesProject, ProxyProgram> proxy, string options = "", string more = "")
    {
        await turn.WaitAsync();
        try
        {
            var project = new SidesProject(folder, Images, proxy);
            projects.Add(project);
            text.Append(project.Entry(options, more.Replace("{address}", $"{project.Proxy.Address}", StringComparison.Ordinal)));
            folder.Write("projects.yml", text.ToString());
            await Server.PostAsync("/reload").ShouldAnswerAsync(HttpStatusCode.OK);
            await project.Proxy.StartAsync();
            return project;
        }
        finally
        {
            turn.Release();
        }
    }

    internal static ProxyProgram HaProxy(SidesProject project) => new HaProxyProgram(project.Name, project.Blue, project.Green);

    internal static ProxyProgram Caddy(SidesProject project) => new CaddyProgram();

    internal Task<string> BeginAsync(SidesProject project) => Server.PostAsync($"/deploy/{project.Name}?wait=0").ShouldAcceptAsync();

    /// <summary>Deploys what was pushed last, and answers the record.</summary>
    internal async Task<JsonObject> DeployAsync(SidesProject project, string state = "succeeded")
    {
        var record = await Server.EndedAsync(await BeginAsync(project));
        record.Text("state").ShouldBe(state, $"{record}\n{await Server.OutputAsync(record.Text("id"))}");
        return record;
    }

    /// <summary>The same for a version that is pushed first.</summary>
    internal Task<JsonObject> DeployAsync(SidesProject project, string version, string state)
    {
        project.Push(version);
        return DeployAsync(project, state);
    }

    internal Task<string> PageAsync(SidesProject project) => Server.Http.GetStringAsync(project.Proxy.Address);

    /// <summary>Kills the program, and starts it again where it was.</summary>
    internal async Task KillAsync()
    {
        await Server.KillAsync();
        await Server.DisposeAsync();
        server = await RunningServer.StartAsync(folder, text.ToString(), Settings);
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
            await server.DisposeAsync();
        foreach (var project in projects)
            project.Dispose();
        images?.Dispose();
        folder.Dispose();
        turn.Dispose();
    }

    private static InvalidOperationException NotStarted() => new("It is not running.");
}
