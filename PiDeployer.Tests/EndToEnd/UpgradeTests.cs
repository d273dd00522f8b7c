using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>Programs that take the place of the installed one, some of which had better not, in a fresh Debian.</summary>
[Trait("Category", "EndToEnd")]
[Trait("Build", "Native")]
[Takes(45)]
public sealed class UpgradeTests : IDisposable
{
    private const string Program = "/opt/pi-deployer/pi-deployer";

    /// <summary>Says that it is ready, and serves nobody.</summary>
    private const string Liar = """exec perl -MSocket -e 'socket(S, AF_UNIX, SOCK_DGRAM, 0); send(S, "READY=1\nSTATUS=1 projects at http://127.0.0.1:9", 0, sockaddr_un($ENV{NOTIFY_SOCKET})); sleep'""";

    private readonly TempDirectory shared = new();

    [Fact(Timeout = 540_000)]
    public async Task What_does_not_serve_is_taken_back_and_what_does_stays()
    {
        Assert.SkipUnless(ProgramUnderTest.IsNative, "What is installed is one native binary; the run against that has this test.");
        Assert.SkipWhen(SystemdMachine.FreshMissingReason is not null, SystemdMachine.FreshMissingReason ?? "");
        await using var pi = await FreshMachine.BootAsync(shared);
        var before = pi.Traces();
        ShouldRefuseWhatIsInTheWay(pi);

        pi.Root(shared.File("pi-deployer"), "install").ShouldContain("make the user pi-deployer"); // Nobody called sudo, so nobody is there to run as.
        pi.Health().ShouldContain("\"status\":\"ok\"");
        pi.Root("stat", "-c", "%U %a", "/opt/pi-deployer/.env").ShouldBe("pi-deployer 600");
        var first = pi.Hash(Program);

        // Nothing changes for a file that is no program for this machine.
        foreach (var (file, reason) in Nonsense(pi))
        {
            var (refused, why) = pi.TryRoot("pi-deployer", "upgrade", file);
            refused.ShouldBe(1, why);
            why.ShouldContain(reason);
            pi.Hash(Program).ShouldBe(first);
        }

        // A program that ends at once, and one that says that it is ready and then serves nobody.
        foreach (var (script, reason) in new[] { ("echo the disk is on fire >&2; exit 3", "the disk is on fire"), (Liar, "/health does not answer") })
        {
            var (failed, said) = pi.TryRoot("pi-deployer", "upgrade", Fake(pi, script));
            failed.ShouldBe(1, said);
            said.ShouldContain(reason, Case.Sensitive, said);
            said.ShouldContain("the program from before is back in its place, and serves", Case.Sensitive, said);
            pi.Hash(Program).ShouldBe(first);
            pi.Health();
        }

        // Killed while nobody knows yet whether the other one gets ready.
        pi.Root("bash", "-c", $"pi-deployer upgrade {Fake(pi, "exec sleep infinity")} >/dev/null 2>&1 & echo $! >/tmp/upgrade.pid");
        await Eventually.TrueAsync(() => pi.Show("SubState") == "start", "the other program is being started");
        pi.Root("bash", "-c", "kill -KILL $(cat /tmp/upgrade.pid)");
        pi.Hash(Program).ShouldNotBe(first);
        pi.Hash($"{Program}.previous").ShouldBe(first);

        pi.Root("bash", "-c", $"cp {Program}.previous /tmp/second; echo >>/tmp/second");
        var (code, output) = pi.TryRoot($"{Program}.previous", "upgrade", "/tmp/second");
        code.ShouldBe(0, output);
        output.ShouldContain("An upgrade was cut off");
        pi.Hash(Program).ShouldBe(pi.Hash("/tmp/second"));
        pi.Hash($"{Program}.previous").ShouldBe(first, "the one that did not start is nothing to go back to");
        pi.Health();

        // What is called the first time installs another version, too.
        pi.Root(shared.File("pi-deployer"), "install").ShouldContain("put this program in the place of");
        pi.Hash(Program).ShouldBe(first);
        pi.Root(shared.File("pi-deployer"), "install", "--dry-run").ShouldContain("nothing to change");

        pi.TryRoot("pi-deployer", "uninstall", "--purge").Output.ShouldContain("--yes says that it is meant");
        var (kept, question) = pi.TryRoot("bash", "-c", "echo no | script -qec 'pi-deployer uninstall --purge' /dev/null");
        kept.ShouldBe(1, question);
        question.ShouldContain("Type yes to go on");
        pi.Health();
        pi.Root("pi-deployer", "uninstall", "--purge", "--yes");
        pi.Traces().Except(before).ShouldBeEmpty("what is left");
    }

    public void Dispose() => shared.Dispose();

    /// <summary>All of it is said at once, and nothing is done.</summary>
    private void ShouldRefuseWhatIsInTheWay(FreshMachine pi)
    {
        pi.Root("bash", "-c", "mkdir /opt/web; touch /opt/web/index.html /usr/local/bin/pi-deployer");
        var traces = pi.Traces();
        var (code, output) = pi.TryAs("pi", $"{shared.File("pi-deployer")} install --directory /opt/web --user nobody-knows-me");
        code.ShouldBe(1, output);
        foreach (var problem in new[] { "only root can install", "there is no user 'nobody-knows-me'", "/opt/web is used for something else", "/usr/local/bin/pi-deployer is something else" })
            output.ShouldContain(problem);
        pi.Root("bash", "-c", "rm -r /opt/web /usr/local/bin/pi-deployer");

        pi.Root("systemd-run", "--quiet", "--unit", "other", "bash", "-c", "exec /usr/sbin/sshd -D -p 5000");
        pi.Root("bash", "-c", "until ss -ltn | grep -q :5000; do sleep 0.1; done");
        var (taken, port) = pi.TryRoot(shared.File("pi-deployer"), "install");
        taken.ShouldBe(1, port);
        port.ShouldContain("port 5000 is taken by another program");
        pi.Root("systemctl", "stop", "other");
        pi.Traces().Except(traces).ShouldBeEmpty("nothing was changed");
    }

    private IEnumerable<(string File, string Reason)> Nonsense(FreshMachine pi)
    {
        pi.Root("bash", "-c", $"cp {shared.File("pi-deployer")} /tmp/foreign; printf '\\267' | dd of=/tmp/foreign bs=1 seek=18 conv=notrunc status=none");
        yield return ("/tmp/foreign", "is for arm64, and this machine is x64");
        yield return ("/etc/hostname", "is no program");
        yield return ("/bin/echo", "asked for its version it said");
        yield return ("/tmp/nowhere", "/tmp/nowhere is not there");
    }

    /// <summary>What knows its version and checks nothing, like a program of ours, and then serves in another way.</summary>
    private static string Fake(FreshMachine pi, string serves)
    {
        pi.Root("bash", "-c", "printf '#!/bin/bash\\ncase $1 in --version) echo pi-deployer 9.9.9; exit ;; check) exit ;; esac\\n%s\\n' \"$1\" >/tmp/fake", "fake", serves);
        return "/tmp/fake";
    }
}
