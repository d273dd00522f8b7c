using PiDeployer.Checks;
using PiDeployer.Checks.Deployable;
using PiDeployer.Checks.Machine;
using PiDeployer.Processes;
using PiDeployer.Tests.Infra;
using PiDeployer.Values;

namespace PiDeployer.Tests.Checks;

public sealed class UnitsTests : IDisposable
{
    private const string Web = "/usr/bin/systemctl restart web";

    private readonly CheckRig rig = new(hasCheckout: false);

    [Fact(Timeout = 180_000)]
    public async Task A_unit_is_there_and_sudo_lets_us_restart_it()
    {
        rig.Projects = $"projects: [{{ name: web, repo: ann/web, path: '{rig.Folder}/shop', deploy_mode: systemd }}]";
        rig.Program("sudo", "echo '(root) NOPASSWD: ALL'");
        rig.Program("systemctl", "case $* in *--value*) echo loaded;; *) echo LoadState=not-found;; esac");
        var well = await rig.LookAsync();
        well.IsWell("unit");

        rig.Program("systemctl", "case $* in *--value*) echo not-found;; *) echo LoadState=not-found;; esac");
        (await rig.LookAsync()).Only("unit", Severity.Error, "systemd has no unit web that it can use: it is not-found");

        rig.Program("systemctl", "echo 'System has not been booted with systemd' >&2; exit 1");
        (await rig.LookAsync()).Only("unit", Severity.Error, "Whether there is a unit web cannot be found out: System has not been booted with systemd");

        rig.Program("sudo", "echo 'sudo: a password is required' >&2; exit 1");
        (await rig.LookAsync()).Only("unit", Severity.Error, $"sudo does not let root do this without a password: {Web}").Mend
            .ShouldBe($"by `sudo visudo -f /etc/sudoers.d/pi-deployer`, the line: root ALL=(root) NOPASSWD: {Web}");
    }

    [Theory]
    [InlineData("User pi may run:\n    (root) NOPASSWD: /usr/bin/systemctl restart web", false)]
    [InlineData("    (root) NOPASSWD: /usr/bin/systemctl restart api, /usr/bin/systemctl restart web", false)]
    [InlineData("    (ALL : ALL) NOPASSWD: ALL", false)]
    [InlineData("    (ALL : ALL) ALL\n    (root) NOPASSWD: /usr/bin/systemctl restart web", false)]
    [InlineData("    (ALL : ALL) ALL\n    (root) NOPASSWD: /usr/bin/systemctl restart api", true)]
    [InlineData("    (root) NOPASSWD: /usr/bin/systemctl restart web\n    (ALL : ALL) ALL", true)]
    [InlineData("    (root) /usr/bin/systemctl restart web", true)]
    [InlineData("    (root) NOPASSWD: /usr/bin/systemctl restart *", false)]
    [InlineData("    (root) NOPASSWD: /usr/bin/true, PASSWD: /usr/bin/systemctl restart web", true)]
    public void A_rule_that_asks_for_a_password_is_no_use(string listed, bool asks) => SudoRule.AsksForPassword(listed, Web).ShouldBe(asks);

    [Fact]
    public void A_polkit_rule_is_known_by_the_unit_that_it_names()
    {
        var folder = Path.Combine(rig.Folder, "rules");
        var copy = rig.Write("deployer/polkit.rules", "subject.user == \"pi\" && [\"web.service\"]");
        rig.Write("deployer/mine.rules", "\"api.service\"");
        string? Why(string unit, string user = "pi") => Polkit.WhyAllowed(unit, user, [folder], copy);
        Why("web").ShouldBeNull("there are no rules, so the copy is of one that is gone");
        File.CreateSymbolicLink(folder, folder); // Nobody may look into that.
        Why("web").ShouldBe("The last install wrote a polkit rule that names web");
        Why("web", "ann").ShouldBeNull("it is not for her");
        Why("api").ShouldBeNull("what lies beside it is read by nobody");
        File.Delete(folder);
        rig.Write("rules/50-pi.rules", "if (action.lookup(\"unit\") == \"my-web.service\" || action.lookup('unit') == 'api.service') return polkit.Result.YES;");

        Why("my-web.service").ShouldBe("A polkit rule names my-web.service");
        Why("api.service").ShouldBe("A polkit rule names api.service");
        Why("web").ShouldBeNull();
        rig.Write("rules/50-pi.rules", "subject.user == 'ann' && 'api.service'");
        (Why("api", "ann"), Why("api")).ShouldBe(("A polkit rule names api", null));
    }

    [Theory]
    [InlineData("web", "web.service", "/etc/systemd/system/web.service")]
    [InlineData("web.service", "web.service", "/etc/systemd/system/web.service")]
    [InlineData("backup.timer", "backup.timer", "/etc/systemd/system/backup.timer")]
    [InlineData("shop.example", "shop.example.service", "/etc/systemd/system/shop.example.service")]
    [InlineData("shop@blue", "shop@blue.service", "/etc/systemd/system/shop@.service")]
    public void A_unit_has_its_full_name_and_its_file(string name, string full, string file) => (UnitName.Full(name), UnitName.File(name)).ShouldBe((full, file));

    [Fact(Timeout = 180_000)]
    public async Task Where_sudo_is_forbidden_a_rule_is_missed_for_either_side()
    {
        rig.Projects = $"projects: [{{ name: shop, path: '{rig.Folder}/shop', deploy_mode: blue-green, service_name: shop@, blue_green: {{ ports: [8081, 8082] }}, caddy: {{ listen: ':80', host: shop.example.org }} }}]";
        rig.Program("systemctl", "echo not-found");
        var site = rig.Site() with { Account = new RunningUser("pi", "1000", ["1000"]), Unit = ServiceUnit.Parse("LoadState=loaded\nUser=pi\nNoNewPrivileges=yes") };
        var found = new Findings("unit", Redaction.None);

        await Units.LookAsync(site, site.Projects[0], found, TestContext.Current.CancellationToken);

        var findings = found.Close();
        findings.Where(finding => finding.Where == Polkit.Folder).Select(finding => (finding.Severity, finding.What)).ShouldBe(
        [
            (Severity.Warning, "sudo is forbidden, and no polkit rule can be seen that lets pi restart shop@blue"),
            (Severity.Warning, "sudo is forbidden, and no polkit rule can be seen that lets pi restart shop@green"),
        ]);
        findings[0].Mend.ShouldNotBeNull().ShouldStartWith("write /etc/systemd/system/shop@.service, or");
    }

    [Fact(Timeout = 180_000)]
    public async Task Without_sudo_a_unit_cannot_be_restarted()
    {
        rig.Projects = $"projects: [{{ name: web, repo: ann/web, path: '{rig.Folder}/shop', deploy_mode: systemd }}]";
        rig.OnlyPrograms("git", "setsid", "bash", "sh", "env");

        (await rig.LookAsync()).Only("unit", Severity.Error, "sudo cannot be started: sudo: not found in PATH");
    }

    public void Dispose() => rig.Dispose();
}
