using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>Two instances of a template unit take turns, under a real systemd and behind a real HAProxy: <c>service_name: shop@</c>.</summary>
[Trait("Category", "EndToEnd")]
[Trait("Build", "Native")]
[Collection(InstalledUnit.Collection)]
public sealed class BlueGreenUnitTests
{
    private const string ProxySocket = "/run/shop-proxy.sock";

    /// <summary>It copies what was pulled, so that a side goes on with its own files when the other one's are there.</summary>
    private const string Template = """
        [Service]
        EnvironmentFile=/etc/shop/%i
        ExecStartPre=/usr/bin/test ! -e /home/pi/shop/broken
        ExecStartPre=/bin/cp -rT /home/pi/shop /run/shop-%i
        ExecStart=/bin/busybox nc -llllllllllllllll -p $PORT -e /run/shop-%i/serve
        """;

    private const string Sudoers = """
        pi ALL=(root) NOPASSWD: /usr/bin/systemctl restart shop@blue, /usr/bin/systemctl stop shop@blue
        pi ALL=(root) NOPASSWD: /usr/bin/systemctl restart shop@green, /usr/bin/systemctl stop shop@green

        """;

    private readonly (int Blue, int Green, int People) ports = (LoopbackPorts.Next(), LoopbackPorts.Next(), LoopbackPorts.Next());

    [Fact(Timeout = 360_000)]
    public async Task Its_instances_take_turns_and_nobody_notices()
    {
        Assert.SkipUnless(ProgramUnderTest.IsNative, "The unit starts one native binary; the run against that has this test.");
        Assert.SkipUnless(SystemdMachine.MissingReason is null, SystemdMachine.MissingReason ?? "");
        Assert.SkipUnless(ProxyProgram.MissingReason is null, ProxyProgram.MissingReason ?? "");
        using var folder = new TempDirectory();
        await using var machine = await InstalledUnit.BootAsync(folder, LoopbackPorts.Next(), Projects);
        Install(machine);
        using var http = new HttpClient { BaseAddress = new Uri(machine.Show("pi-deployer", "StatusText").Split(" at ")[1]) };
        var people = new Uri($"http://127.0.0.1:{ports.People}/");

        Push(machine, "serve", Serve("a1"));
        (await DeployAsync(http, HttpStatusCode.InternalServerError)).Text("error").ShouldContain("pi ALL=(root) NOPASSWD: /usr/bin/systemctl stop shop@blue");
        machine.Write("/etc/sudoers.d/pi-deployer", Sudoers);
        await DeployAsync(http, HttpStatusCode.OK);
        ShouldRun(machine, blue: "active", green: "inactive");
        using var load = new Load(people);
        await using var slow = new SlowRequests(people);
        await using var watch = new VersionWatch(people);

        Push(machine, "serve", Serve("a2"));
        await DeployAsync(http, HttpStatusCode.OK);
        ShouldRun(machine, blue: "inactive", green: "active");

        Push(machine, "broken", "yes");
        var failed = await DeployAsync(http, HttpStatusCode.InternalServerError);
        failed.Text("error").ShouldContain("nothing else was touched");
        machine.TryRun("test", "-e", "/home/pi/shop/broken").Code.ShouldBe(1, "the files are put back");
        machine.Show("shop@blue", "ActiveState").ShouldNotBe("active");
        machine.Show("shop@green", "ActiveState").ShouldBe("active");

        await Eventually.TrueAsync(() => watch.Seen.Contains("a2"), "the second version is seen");
        watch.Seen.ShouldBe(["a1", "a2"]);
        (await slow.AnswersAsync()).Distinct().ShouldBe(["a1", "a2"]);
        await load.ShouldHaveLostNothingAsync();
    }

    private string Projects => $$"""
        projects:
          - { name: shop, repo: ann/shop, path: /home/pi/shop, deploy_mode: blue-green, service_name: 'shop@',
              haproxy: { socket: {{ProxySocket}} }, blue_green: { ports: [{{ports.Blue}}, {{ports.Green}}] } }
        """;

    private void Install(SystemdMachine machine)
    {
        machine.Write("/etc/systemd/system/shop@.service", Template);
        machine.Write("/etc/shop/blue", $"PORT={ports.Blue}\n");
        machine.Write("/etc/shop/green", $"PORT={ports.Green}\n");
        machine.Write("/etc/shop-proxy.cfg", HaProxyProgram.Text(
            $"{ProxySocket} mode 666 level admin", ports.People, "shop", $"server blue 127.0.0.1:{ports.Blue} check inter 500ms", $"server green 127.0.0.1:{ports.Green} check inter 500ms"));
        machine.Run("runuser", "-u", "pi", "--", "bash", "-ec", """
            git init -q --bare -b main ~/shop.git
            git clone -q ~/shop.git ~/elsewhere
            cd ~/elsewhere
            git checkout -q -B main
            git -c user.name=Pi -c user.email=pi@example.org commit -q --allow-empty -m first
            git push -q -u origin main
            git clone -q ~/shop.git ~/shop
            """);
        machine.Write("/opt/pi-deployer/.env", $"{machine.Run("cat", "/opt/pi-deployer/.env")}\nSTEADY_TIME=1\nUP_TIMEOUT=15\n");
        machine.Run("systemctl", "daemon-reload");
        machine.Run("systemd-run", "--quiet", "--unit=shop-proxy", "/usr/sbin/haproxy", "-W", "-f", "/etc/shop-proxy.cfg");
        machine.Run("systemctl", "start", "pi-deployer");
    }

    private static string Serve(string version) => AppImage.Answering(version).Script.ShouldNotBeNull();

    private static void Push(SystemdMachine machine, string file, string text) => machine.Run(
        "runuser", "-u", "pi", "--", "bash", "-ec",
        """
        cd ~/elsewhere
        printf %s "$2" >"$1"
        chmod +x "$1"
        git add --all
        git -c user.name=Pi -c user.email=pi@example.org commit -q -m "$1"
        git push -q
        """,
        "push", file, text);

    private static void ShouldRun(SystemdMachine machine, string blue, string green)
    {
        machine.Show("shop@blue", "ActiveState").ShouldBe(blue);
        machine.Show("shop@green", "ActiveState").ShouldBe(green);
    }

    private static async Task<JsonObject> DeployAsync(HttpClient http, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/deploy/shop?wait=60");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", RunningServer.Token);
        return await http.SendAsync(request).ShouldAnswerAsync(status);
    }
}
