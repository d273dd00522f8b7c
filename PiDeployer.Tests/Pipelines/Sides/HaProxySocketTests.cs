using System.Net.Sockets;
using PiDeployer.Pipelines.Sides;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Pipelines.Sides;

public sealed class HaProxySocketTests : IDisposable
{
    private readonly TempDirectory folder = new();

    public void Dispose() => folder.Dispose();

    [Fact(Timeout = 180_000)]
    public async Task Its_answer_is_what_haproxy_says_until_it_hangs_up()
    {
        Assert.SkipUnless(ProxyProgram.MissingReason is null, ProxyProgram.MissingReason ?? "");
        using var proxy = new HaProxyProgram("shop", LoopbackPorts.Next(), LoopbackPorts.Next());
        await proxy.StartAsync();

        (await AskAsync(proxy.SocketPath, "show cli level")).ShouldBe(("admin", null));
        (await AskAsync(proxy.SocketPath, "show stat shop 4 -1")).Answer.ShouldNotBeNull().Split('\n').Length.ShouldBe(3);
    }

    [Fact(Timeout = 180_000)]
    public async Task Without_the_level_admin_it_says_what_the_socket_needs()
    {
        Assert.SkipUnless(ProxyProgram.MissingReason is null, ProxyProgram.MissingReason ?? "");
        using var proxy = new HaProxyProgram("shop", LoopbackPorts.Next(), LoopbackPorts.Next()) { Level = "operator" };
        await proxy.StartAsync();

        (await AskAsync(proxy.SocketPath, "set server shop/blue state maint")).Problem.ShouldBe(
            $"HAProxy refuses `set server shop/blue state maint` at {proxy.SocketPath}: its `stats socket` line needs `level admin`");
    }

    [Fact(Timeout = 180_000)]
    public async Task Where_there_is_no_socket_or_nobody_behind_it_it_asks_whether_haproxy_runs()
    {
        var path = folder.File("admin.sock");
        await ShouldAskAsync();
        using (var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            socket.Bind(new UnixDomainSocketEndPoint($"{path}.new"));
            File.Move($"{path}.new", path); // Under its own name it would be gone with the socket.
        }

        File.Exists(path).ShouldBeTrue();
        await ShouldAskAsync();

        async Task ShouldAskAsync()
        {
            var problem = (await AskAsync(path, "show info")).Problem.ShouldNotBeNull();
            problem.ShouldStartWith($"HAProxy cannot be asked at {path}: ");
            problem.ShouldEndWith(". Does HAProxy run, with a `stats socket … level admin` there?");
        }
    }

    [Fact(Timeout = 180_000)]
    public async Task One_that_never_answers_is_given_up()
    {
        var path = folder.File("admin.sock");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        socket.Listen();

        (await AskAsync(path, "show info")).Problem.ShouldBe($"HAProxy did not answer `show info` at {path} within 5 s");
    }

    [Fact(Timeout = 180_000)]
    public async Task Whoever_gives_up_first_is_no_problem_of_haproxys()
    {
        var path = folder.File("admin.sock");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        socket.Listen();
        using var ending = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        await Should.ThrowAsync<OperationCanceledException>(() => new HaProxySocket(path, TimeProvider.System).AskAsync("show info", ending.Token));
    }

    [Fact(Timeout = 180_000)]
    public async Task A_path_that_no_socket_can_have_is_a_problem_too() =>
        (await AskAsync("/" + new string('x', 200), "show info")).Problem.ShouldNotBeNull().ShouldStartWith("HAProxy cannot be asked at /xxx");

    private static Task<(string? Answer, string? Problem)> AskAsync(string path, string command) =>
        new HaProxySocket(path, TimeProvider.System).AskAsync(command, TestContext.Current.CancellationToken);
}
