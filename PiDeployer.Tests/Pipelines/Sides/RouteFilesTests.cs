using System.Globalization;
using PiDeployer.Pipelines.Sides;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Pipelines.Sides;

public sealed class RouteFilesTests : IDisposable
{
    private static readonly int[] Ports = [8081, 8082];

    private readonly TempDirectory folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void It_points_to_one_port_at_a_time()
    {
        var files = new RouteFiles(folder.File("shop"), Ports);
        files.Current.ShouldBeNull();
        files.Point(8082);
        (files.Current, Names().ShouldHaveSingleItem()).ShouldBe((8082, "8082"));
        files.Point(8081);
        (files.Current, Names().ShouldHaveSingleItem()).ShouldBe((8081, "8081"));
        files.Point(8081);
        files.Current.ShouldBe(8081);
        files.Remove();
        files.Remove();
        files.Current.ShouldBeNull();
    }

    [Fact]
    public void Others_may_read_where_it_points_and_not_change_it()
    {
        new RouteFiles(folder.File("shop"), Ports).Point(8081);
        File.GetUnixFileMode(folder.File("shop/8081")).HasFlag(UnixFileMode.OtherRead).ShouldBeTrue();
        File.GetUnixFileMode(folder.File("shop")).HasFlag(UnixFileMode.OtherRead | UnixFileMode.OtherExecute).ShouldBeTrue();
        foreach (var path in new[] { "shop", "shop/8081" })
            (File.GetUnixFileMode(folder.File(path)) & (UnixFileMode.OtherWrite | UnixFileMode.GroupWrite)).ShouldBe(UnixFileMode.None, path);
    }

    [Fact(Timeout = 180_000)]
    public async Task Whoever_looks_as_caddy_does_finds_a_port_at_every_moment()
    {
        var files = new RouteFiles(folder.File("shop"), Ports);
        files.Point(8081);
        var (looks, isOver) = (0, false);
        var pointing = Task.Run(() =>
        {
            for (var turn = 0; turn < 300; turn++)
            {
                var before = Volatile.Read(ref looks);
                files.Point(Ports[(turn + 1) % 2]);
                SpinWait.SpinUntil(() => Volatile.Read(ref looks) > before + 1); // A look meets one change at most.
            }

            Volatile.Write(ref isOver, true);
        });

        for (; !Volatile.Read(ref isOver); Interlocked.Increment(ref looks))
            (Exists(8081) || Exists(8082) || Exists(8081) || Exists(8082)).ShouldBeTrue();

        await pointing;
    }

    [Fact]
    public void Ports_of_others_are_none_of_its_own()
    {
        new RouteFiles(folder.File("shop"), 9000).Point(9000);
        new RouteFiles(folder.File("shop"), Ports).Current.ShouldBeNull();
    }

    private bool Exists(int port) => File.Exists(Path.Combine(folder.File("shop"), port.ToString(CultureInfo.InvariantCulture)));

    private IEnumerable<string> Names() => Directory.EnumerateFiles(folder.File("shop")).Select(path => Path.GetFileName(path));
}
