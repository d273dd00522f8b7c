using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace PiDeployer.Tests.Infra;

/// <summary>The program, an HAProxy, a Caddy, and images that answer what they are: for all the tests of a class, which have projects of their own.</summary>
public sealed class BranchesRig : IAsyncLifetime
{
    private const string Start = "max_parallel: 4\nprojects:\n  - { name: nothing, path: /tmp, deploy_mode: compose-update }\n";

    private static readonly (string, string)[] Settings = [("STEADY_TIME", "1"), ("ROUTES_DIR", "routes")];

    private readonly List<BranchesProject> projects = [];
    private readonly StringBuilder text = new(Start);
    private DockerImages? images;
    private RunningServer? server;

    /// <summary>Why the tests are skipped; null when they can run.</summary>
    public static string? MissingReason => DockerImages.MissingReason ?? ProxyProgram.MissingReason;

    internal TempDirectory Folder { get; } = new();

    internal DockerImages Images => images ?? throw NotStarted();

    internal RunningServer Server => server ?? throw NotStarted();

    internal DocumentedHaProxy HaProxy { get; } = new();

    /// <summary>One that goes on speaking HTTP where it listens, as one at port 80 does.</summary>
    internal CaddyProgram Caddy { get; } = new() { Apps = """{ "http": { "servers": { "people": { "listen": ["127.0.0.1:{port}"], "automatic_https": { "disable": true } } } } }""" };

    /// <summary>To be called by every test's constructor.</summary>
    public static void SkipWhereImpossible() => Assert.SkipUnless(MissingReason is null, MissingReason ?? "");

    public async ValueTask InitializeAsync()
    {
        if (MissingReason is not null)
            return;
        images = new DockerImages();
        images.Add("exits", AppImage.Exiting());
        images.Add("held", AppImage.HeldAtEnd("held"));
        await Task.WhenAll(HaProxy.StartAsync(), Caddy.StartAsync());
        server = await RunningServer.StartAsync(Folder, Start, Settings);
    }

    /// <summary>A project that the program knows, with no environment yet.</summary>
    /// <param name="options">Further fields of <c>environments</c>, beginning with a comma.</param>
    /// <param name="more">Further fields, beginning with a comma.</param>
    internal async Task<BranchesProject> ProjectAsync(string options = "", string more = "")
    {
        var project = new BranchesProject(Folder, Images);
        projects.Add(project);
        text.Append(project.Entry(options.Replace("{name}", project.Name, StringComparison.Ordinal), more));
        Folder.Write("projects.yml", text.ToString());
        await Server.PostAsync("/reload").ShouldAnswerAsync(HttpStatusCode.OK);
        return project;
    }

    /// <summary>One whose environments people come to by HAProxy.</summary>
    internal Task<BranchesProject> BehindHaProxyAsync(string options = "", string more = "") => ProjectAsync($", host: '{{branch}}.{{name}}.example.org'{options}", $", {HaProxy.Fields}{more}");

    /// <summary>The same by Caddy.</summary>
    internal Task<BranchesProject> BehindCaddyAsync() =>
        ProjectAsync(", host: '{branch}.{name}.example.org'", $", caddy: {{ admin: '{Caddy.Admin}', listen: '127.0.0.1:{Caddy.Port}' }}");

    /// <summary>Pushes a version, tells of it as GitHub does, and answers the record when it has ended so.</summary>
    internal async Task<JsonObject> PushAsync(BranchesProject project, string branch, string version, string state = "succeeded")
    {
        project.Push(branch, version);
        return await DeployAsync(project, branch, state);
    }

    /// <summary>The same for what was pushed already.</summary>
    internal Task<JsonObject> DeployAsync(BranchesProject project, string branch, string state = "succeeded") => EndAsync(Server.SendAsync(project.PushOf(branch)), state);

    /// <summary>Deletes a branch, tells of it, and wants its environment to go.</summary>
    internal Task<JsonObject> DeleteAsync(BranchesProject project, string branch, string state = "succeeded") => EndAsync(Server.SendAsync(project.Delete(branch)), state);

    internal async Task<JsonObject> EndAsync(Task<HttpResponseMessage> sending, string state = "succeeded")
    {
        var record = await Server.EndedAsync(await sending.ShouldAcceptAsync());
        record.Text("state").ShouldBe(state, $"{record}\n{await Server.OutputAsync(record.Text("id"))}");
        return record;
    }

    /// <summary>What somebody gets who asks a proxy for a host.</summary>
    internal async Task<(HttpStatusCode Status, string Text)> AskAsync(ProxyProgram proxy, string host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, proxy.Address);
        request.Headers.Host = host;
        using var answer = await Server.Http.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>The environments of a project that <c>/status</c> lists.</summary>
    internal async Task<JsonNode[]> ListedAsync(BranchesProject project)
    {
        var status = await Server.Http.GetAsync("/status").ShouldAnswerAsync(HttpStatusCode.OK);
        return [.. status["projects"].ShouldBeOfType<JsonArray>().OfType<JsonNode>().Where(entry => (string?)entry["group"] == project.Name)];
    }

    /// <summary>Kills the program, has something happen, and starts it again where it was.</summary>
    internal async Task KillAsync(Action? meanwhile = null)
    {
        await Server.KillAsync();
        await Server.DisposeAsync();
        meanwhile?.Invoke();
        server = await RunningServer.StartAsync(Folder, text.ToString(), Settings);
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
            await server.DisposeAsync();
        foreach (var project in projects)
            project.Dispose();
        HaProxy.Dispose();
        Caddy.Dispose();
        images?.Dispose();
        Folder.Dispose();
    }

    private static InvalidOperationException NotStarted() => new("It is not running.");
}
