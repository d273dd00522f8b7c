using System.Text;
using PiDeployer.Installation;
using PiDeployer.Values;

namespace PiDeployer.Tests.Installation;

/// <summary>From facts to a plan; that it can be carried out is what FirstHourTests show.</summary>
public sealed class InstallPlanTests
{
    private static readonly Place Usual = new(Place.Usual);
    private static readonly Account Pi = new("pi", new FileOwner(1000, 1000), "", "/home/pi");

    private static readonly InstallFacts Bare = new()
    {
        IsRoot = true,
        HasSystemd = true,
        Self = "/home/pi/pi-deployer",
        Place = Usual,
        User = "pi",
        Account = Pi,
        LacksDocker = false,
        Unit = null,
        Program = InstalledProgram.None,
        HasFolder = false,
        Stranger = null,
        Link = null,
        IsEnabled = false,
        IsActive = false,
        Address = ListenAddress.Of(ServiceVariables.Of("", "")),
        IsPortTaken = false,
        Insecure = [],
        Unreadable = [],
        Hardening = Hardening.None,
        Files = new Plan([], [], []),
    };

    private static readonly InstallFacts Installed = Bare with
    {
        Unit = UnitFile.Make("pi", Place.Usual),
        Program = InstalledProgram.Same,
        HasFolder = true,
        Link = Usual.Program,
        IsEnabled = true,
        IsActive = true,
    };

    [Fact]
    public void On_a_bare_machine_everything_is_done_and_the_start_comes_last()
    {
        var changes = ChangesOf(Bare with { LacksDocker = true });

        changes[0].ShouldBe("put pi into the group docker, whose members can do all that root can");
        changes[1].ShouldBe("make the folder /opt/pi-deployer");
        changes.ShouldContain("write the unit /etc/systemd/system/pi-deployer.service, by which it runs as pi");
        changes[^1].ShouldBe("start it, and wait until it is ready");
        changes.Length.ShouldBe(8);
    }

    [Fact]
    public void Where_all_is_done_nothing_is() => ChangesOf(Installed).ShouldBeEmpty();

    [Fact]
    public void One_that_was_stopped_is_started_unless_that_is_not_wanted()
    {
        ChangesOf(Installed with { IsActive = false }).ShouldBe(["start it, and wait until it is ready"]);
        ChangesOf(Installed with { IsActive = false }, starts: false).ShouldBeEmpty();
    }

    [Fact]
    public void Another_unit_is_kept_and_counts_after_a_restart()
    {
        var changes = ChangesOf(Installed with { Unit = UnitFile.Make("pi", Place.Usual) + "# mine\n" });

        changes[0].ShouldStartWith("keep the unit from before as /opt/pi-deployer/pi-deployer.service.previous");
        changes[^1].ShouldBe("restart it, and wait until it is ready");
    }

    [Fact]
    public void Another_program_is_on_trial_first() =>
        ChangesOf(Installed with { Program = InstalledProgram.Other }).ShouldHaveSingleItem().ShouldEndWith("restart, and bring the one from before back if it does not get ready");

    [Fact]
    public void Somebody_is_made_to_run_it_where_nobody_is()
    {
        var changes = ChangesOf(Bare with { User = Account.OurName, Account = null, Files = new Plan([], [new Change.Write("write it", Usual.EnvFile, [], UnixFileMode.UserRead)], []) });

        changes[0].ShouldStartWith("make the user pi-deployer, whose home /home/pi-deployer is");
        changes.ShouldContain("give /opt/pi-deployer/.env to pi-deployer");
    }

    [Fact]
    public void Every_problem_is_said()
    {
        var plan = InstallPlan.Make(
            Bare with
            {
                IsRoot = false,
                HasSystemd = false,
                Self = null,
                User = "bob",
                Account = null,
                Place = new Place("/opt/a b"),
                Stranger = "/opt/a b/index.html",
                Link = "/usr/bin/other",
                Unit = "[Service]\nExecStart=/bin/other\n",
                IsPortTaken = true,
                Insecure = ["others may change it"],
                Files = new Plan(["/opt/a b/.env:1: a mistake"], [], []),
            },
            Asked());

        plan.Problems.Length.ShouldBe(11);
        plan.Problems.ShouldContain("there is no user 'bob'. `sudo adduser bob` makes one; without --user it is who calls sudo");
        plan.Problems.ShouldContain("/usr/local/bin/pi-deployer is something else, a link to /usr/bin/other. Move it out of the way");
        plan.Problems[^1].ShouldBe("/opt/a b/.env:1: a mistake");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_dry_run_says_what_would_be_done_and_then_what_is_in_the_way()
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var plan = InstallPlan.Make(Bare with { IsRoot = false, HasSystemd = false }, Asked());

        (await plan.CarryOutAsync(Machine.This, isDryRun: true, output, errors, TestContext.Current.CancellationToken)).ShouldBeFalse();

        output.ToString().ShouldStartWith("This would be done, as far as it can be told, if nothing were in the way:\n  make the folder /opt/pi-deployer\n");
        output.ToString().ShouldEndWith("  start it, and wait until it is ready\n");
        errors.ToString().ShouldStartWith("pi-deployer: this is in the way:\n  - only root can install a service: call it with sudo\n  - this machine was not started by systemd");

        output.GetStringBuilder().Clear();
        (await plan.CarryOutAsync(Machine.This, isDryRun: false, output, errors, TestContext.Current.CancellationToken)).ShouldBeFalse();
        output.ToString().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("root:x:0:0:root:/root:/bin/bash", "root shall not run it: deployments run what others push")]
    [InlineData("nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin", "nobody shall not run it: that user has no home")]
    public void Not_everybody_shall_run_it(string line, string problem)
    {
        var account = Account.Parse(line).ShouldNotBeNull();

        InstallPlan.Make(Bare with { User = account.Name, Account = account }, Asked()).Problems.ShouldHaveSingleItem().ShouldStartWith(problem);
    }

    [Fact]
    public void Where_another_program_does_not_get_ready_the_unit_from_before_comes_back_too()
    {
        var mine = UnitFile.Make("pi", Place.Usual) + "# mine\n";

        var trial = InstallPlan.Make(Installed with { Program = InstalledProgram.Other, Unit = mine }, Asked()).Changes[^1].ShouldBeOfType<Change.Try>();

        Encoding.UTF8.GetString(trial.Back[0].ShouldBeOfType<Change.Write>().Content).ShouldBe(mine);
        trial.Back[1].ShouldBeOfType<Change.Run>().Arguments.ShouldBe(["daemon-reload"]);
    }

    [Fact]
    public void Stricter_settings_count_after_a_restart_and_go_again_with_a_program_that_cannot_do_with_them()
    {
        var stricter = new Hardening(new Plan([], [new Change.Write("write the settings", Place.Hardened, [], Modes.Readable)], []), new Change.Remove(Place.Hardened));

        ChangesOf(Installed with { Hardening = stricter }).ShouldBe(["write the settings", "tell systemd of it", "restart it, and wait until it is ready"]);
        var trial = InstallPlan.Make(Installed with { Program = InstalledProgram.Other, Hardening = stricter }, Asked()).Changes[^1].ShouldBeOfType<Change.Try>();
        trial.Back.Select(change => change.Says).ShouldBe(["bring the unit from before back", $"remove {Place.Hardened}", "tell systemd of it"]);
    }

    [Fact]
    public void Another_rule_needs_no_restart() =>
        ChangesOf(Installed with { Hardening = new Hardening(new Plan([], [new Change.Write("write the rule", Place.PolkitRule, [], Modes.Readable)], []), null) }).ShouldBe(["write the rule"]);

    [Fact]
    public void A_file_is_given_once_to_whom_it_is_for() =>
        ChangesOf(Installed with { Unreadable = [Usual.EnvFile, Usual.ProjectsFile], Files = new Plan([], [new Change.Write("write it", Usual.EnvFile, [], UnixFileMode.UserRead)], []) })
            .ShouldBe(["write it", "give /opt/pi-deployer/.env to pi", "give /opt/pi-deployer/projects.yml to pi", "restart it, and wait until it is ready"]);

    [Fact]
    public void It_is_not_installed_twice() =>
        InstallPlan.Make(Installed with { Place = new Place("/srv/pi-deployer"), Link = null }, Asked()).Problems
            .ShouldHaveSingleItem().ShouldStartWith("it is installed in /opt/pi-deployer already.");

    private static string[] ChangesOf(InstallFacts facts, bool starts = true)
    {
        var plan = InstallPlan.Make(facts, Asked(starts));
        plan.Problems.ShouldBeEmpty();
        return [.. plan.Changes.Select(change => change.Says)];
    }

    private static InstallOptions Asked(bool starts = true) => new(User: null, Directory: null, IsDryRun: false, starts, IsHardened: false);
}
