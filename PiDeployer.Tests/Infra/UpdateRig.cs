using System.Net;
using System.Text;

namespace PiDeployer.Tests.Infra;

/// <summary>The program running, a registry, and images to be pushed there: for all the tests of a class, which have stacks of their own, also several at once.</summary>
public sealed class UpdateRig : IAsyncLifetime
{
    private const string Start = "max_parallel: 8\nprojects:\n  - { name: nothing, path: /tmp, deploy_mode: compose-update }\n";

    private readonly SemaphoreSlim turn = new(1);
    private readonly TempDirectory folder = new();
    private readonly List<ComposeStack> stacks = [];
    private readonly StringBuilder projects = new(Start);
    private DockerImages? images;
    private LocalRegistry? registry;
    private RunningServer? server;

    internal DockerImages Images => images ?? throw NotStarted();

    internal LocalRegistry Registry => registry ?? throw NotStarted();

    internal RunningServer Server => server ?? throw NotStarted();

    public async ValueTask InitializeAsync()
    {
        if (LocalRegistry.MissingReason is not null)
            return;
        images = new DockerImages();
        registry = await LocalRegistry.StartAsync();
        server = await RunningServer.StartAsync(folder, Start, ("STEADY_TIME", "2"));
    }

    /// <summary>To be called by every test's constructor.</summary>
    public static void SkipWhereImpossible() => Assert.SkipUnless(LocalRegistry.MissingReason is null, LocalRegistry.MissingReason ?? "");

    /// <summary>A stack that the program knows, and nothing of which runs yet.</summary>
    /// <param name="options">Further fields of its project, beginning with a comma; <c>{name}</c> in them is its name.</param>
    internal async Task<ComposeStack> StackAsync(string options = "")
    {
        var stack = new ComposeStack(folder.Path);
        var mode = options.Contains("deploy_mode:", StringComparison.Ordinal) ? "" : ", deploy_mode: compose-update";
        await turn.WaitAsync();
        try
        {
            stacks.Add(stack);
            projects.Append($"  - {{ name: {stack.Name}, path: {stack.Folder}{mode}{options.Replace("{name}", stack.Name, StringComparison.Ordinal)} }}\n");
            folder.Write("projects.yml", projects.ToString());
            await Server.PostAsync("/reload").ShouldAnswerAsync(HttpStatusCode.OK);
            return stack;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>One that runs an image of the registry's, whose tag is the stack's name.</summary>
    /// <param name="image">What it does.</param>
    /// <param name="more">Further lines of its compose file, see <see cref="ComposeStack.Write"/>.</param>
    /// <param name="options">Further fields of its project, beginning with a comma.</param>
    internal async Task<ComposeStack> RunningStackAsync(AppImage image, string more = "", string options = "")
    {
        var stack = await StackAsync(options);
        await PublishAsync(stack.Name, image);
        stack.Write(Registry.Reference(stack.Name), more);
        stack.Up();
        return stack;
    }

    /// <summary>Has a tag in the registry mean a new image, which the engine here does not know. Answers its id.</summary>
    internal async Task<string> PublishAsync(string tag, AppImage image)
    {
        var version = Guid.NewGuid().ToString("N");
        await turn.WaitAsync();
        try
        {
            Images.Add(version, image);
            var id = Images.Id(version);
            await Registry.PushAsync(Images.Reference(version), tag);
            Images.Remove(version);
            return id;
        }
        finally
        {
            turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
            await server.DisposeAsync();
        foreach (var stack in stacks)
            stack.Dispose();
        registry?.Dispose();
        images?.Dispose();
        folder.Dispose();
        turn.Dispose();
    }

    private static InvalidOperationException NotStarted() => new("It is not running.");
}
