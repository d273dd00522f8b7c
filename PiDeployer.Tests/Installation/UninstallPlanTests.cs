using PiDeployer.Installation;
using PiDeployer.Values;

namespace PiDeployer.Tests.Installation;

public sealed class UninstallPlanTests
{
    private static readonly Place Usual = new(Place.Usual);

    private static readonly UninstallFacts Installed = new()
    {
        IsRoot = true,
        Place = Usual,
        InstalledIn = Place.Usual,
        DockerUser = null,
        IsInsecure = false,
        Replaceable = [Place.Link, Usual.Program],
        Precious = [Usual.EnvFile, "/var/lib/pi-deployer"],
        Strange = [],
        Named = [],
        HasFolder = true,
        Made = new Account(Account.OurName, new FileOwner(998, 998), Account.Mark, "/home/pi-deployer"),
    };

    [Fact]
    public void What_nobody_can_give_back_is_kept_and_named()
    {
        var plan = UninstallPlan.Make(Installed, isPurge: false);

        Says(plan).ShouldBe(
        [
            "stop it, and have it start no more; what is being deployed has 10 s to finish",
            "remove /etc/systemd/system/pi-deployer.service", "tell systemd of it", "remove /usr/local/bin/pi-deployer", "remove /opt/pi-deployer/pi-deployer",
        ]);
        plan.Left[..3].ShouldBe(["Kept: /opt/pi-deployer/.env", "Kept: /var/lib/pi-deployer", "Kept: the user pi-deployer"]);
    }

    [Fact]
    public void A_purge_takes_that_too()
    {
        var plan = UninstallPlan.Make(Installed, isPurge: true);

        Says(plan)[^4..].ShouldBe(
            ["remove /opt/pi-deployer/.env", "remove /var/lib/pi-deployer", "remove /opt/pi-deployer", "remove the user pi-deployer with all that is in /home/pi-deployer"]);
        plan.Left.ShouldBeEmpty();
    }

    [Fact]
    public void What_is_not_ours_stays_whatever_was_asked()
    {
        var plan = UninstallPlan.Make(Installed with { Strange = ["/opt/pi-deployer/photos"], Made = null }, isPurge: true);

        Says(plan)[^1].ShouldBe("remove /var/lib/pi-deployer");
        plan.Left.ShouldBe(["Left, since it is not pi-deployer's: /opt/pi-deployer/photos"]);
    }

    [Fact]
    public void What_is_kept_elsewhere_can_be_named_later()
    {
        var elsewhere = new Place("/srv/x");

        UninstallPlan.Make(Installed with { Place = elsewhere, InstalledIn = "/srv/x" }, isPurge: false).Left[^1].ShouldStartWith("`uninstall --purge --directory /srv/x` removes");
        UninstallPlan.Make(Installed with { Place = elsewhere, InstalledIn = null }, isPurge: true).Changes[^2].Says.ShouldBe("remove /srv/x");
        UninstallPlan.Make(Installed with { Place = elsewhere }, isPurge: true).Problems.ShouldHaveSingleItem().ShouldStartWith("it is installed in /opt/pi-deployer, and");
    }

    [Fact]
    public void Who_stays_in_the_group_docker_is_named()
    {
        const string Line = "Left: pi is in the group docker, whose members can do all that root can; `sudo gpasswd --delete pi docker` ends that.";

        UninstallPlan.Make(Installed with { DockerUser = "pi" }, isPurge: true).Left.ShouldBe([Line]);
        UninstallPlan.Make(Installed with { DockerUser = Account.OurName }, isPurge: true).Left.ShouldBeEmpty("the user goes");
    }

    [Fact]
    public void Root_removes_nothing_where_others_can_change_what_it_is()
    {
        var plan = UninstallPlan.Make(Installed with { IsInsecure = true, Replaceable = [Place.Link], Precious = [] }, isPurge: true);

        Says(plan).ShouldNotContain("remove /opt/pi-deployer");
        plan.Left.ShouldHaveSingleItem().ShouldStartWith("Left, since others than root");
    }

    [Fact]
    public void Only_root_can_and_a_dry_run_tells_the_others_what_he_would()
    {
        var plan = UninstallPlan.Make(Installed with { IsRoot = false }, isPurge: true);

        plan.Problems.ShouldBe(["only root can remove a service: call it with sudo"]);
        Says(plan).ShouldBe(Says(UninstallPlan.Make(Installed, isPurge: true)));
    }

    [Fact]
    public void What_env_names_is_left_and_named_once()
    {
        var plan = UninstallPlan.Make(Installed with { Named = ["/opt/pi-deployer/ours", "/srv/state"], Strange = ["/opt/pi-deployer/ours"], Made = null }, isPurge: true);

        Says(plan)[^1].ShouldBe("remove /var/lib/pi-deployer", "the folder stays");
        plan.Left.ShouldBe(
        [
            "Left, since .env names it, and what else is in there only you know: /opt/pi-deployer/ours",
            "Left, since .env names it, and what else is in there only you know: /srv/state",
        ]);
    }

    private static string[] Says(Plan plan) => [.. plan.Changes.Select(change => change.Says)];
}
