using System.Collections.Immutable;
using System.Text;
using PiDeployer.Installation;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Installation;

public sealed class HardeningTests
{
    private static readonly Place Usual = new(Place.Usual);
    private static readonly RestartedUnits Web = new(["web.service"], []);
    private static readonly string Rule = RuleOf(Web);

    private static readonly HardeningFacts Fresh = new() { IsAsked = true, HasFolder = false, Settings = null, HasPolkit = true, Rule = null, Copy = null, User = "pi", Wanted = Web, WhyNot = null };

    private static readonly HardeningFacts Done = Fresh with { HasFolder = true, Settings = Encoding.UTF8.GetBytes(SourceTree.Read("hardened.conf")), Rule = Rule, Copy = Rule };

    [Fact]
    public void It_is_settings_and_a_rule_of_which_everybody_can_read_a_copy()
    {
        var hardening = Hardening.Make(Usual, Fresh);

        Says(hardening).ShouldBe(
        [
            "make the folder /etc/systemd/system/pi-deployer.service.d",
            "write /etc/systemd/system/pi-deployer.service.d/hardened.conf, which forbids the service all that it can do without, sudo too",
            "write /opt/pi-deployer/polkit.rules, a copy of the polkit rule for everybody to read",
            "write the polkit rule /etc/polkit-1/rules.d/50-pi-deployer.rules, by which it may restart web.service",
        ]);
        hardening.Back.ShouldBeOfType<Change.Remove>().Path.ShouldBe(Place.Hardened);
    }

    [Fact]
    public void Where_all_is_as_it_shall_be_nothing_is_done()
    {
        var hardening = Hardening.Make(Usual, Done);

        hardening.Plan.ShouldBe(new Plan([], [], []));
        hardening.Back.ShouldBeNull("the unit stays as it is");
    }

    [Fact]
    public void Settings_from_before_come_back_as_they_were()
    {
        var hardening = Hardening.Make(Usual, Done with { Settings = "[Service]\n"u8.ToArray() });

        Says(hardening).ShouldHaveSingleItem().ShouldStartWith("write /etc/systemd/system/pi-deployer.service.d/hardened.conf");
        hardening.Back.ShouldBeOfType<Change.Write>().Content.ShouldBe("[Service]\n"u8.ToArray());
    }

    [Fact]
    public void A_rule_goes_with_the_last_unit_and_stays_where_nobody_knows_which_there_are()
    {
        Says(Hardening.Make(Usual, Done with { Wanted = RestartedUnits.None })).ShouldBe(["remove /etc/polkit-1/rules.d/50-pi-deployer.rules", "remove /opt/pi-deployer/polkit.rules"]);
        Hardening.Make(Usual, Fresh with { Wanted = RestartedUnits.None }).Plan.Changes.Length.ShouldBe(2, "the settings alone");

        var unknown = Hardening.Make(Usual, Done with { Wanted = RestartedUnits.None, WhyNot = "projects.yml:1:1: a mistake" }).Plan;
        unknown.Changes.ShouldBeEmpty();
        unknown.Left.ShouldHaveSingleItem().ShouldEndWith("stays as it is, since projects.yml cannot be read: projects.yml:1:1: a mistake");
    }

    [Fact]
    public void What_projects_yml_has_anew_is_allowed_only_when_somebody_asks_for_it()
    {
        var more = Done with { Wanted = new RestartedUnits(["shop@blue.service", "web.service"], ["shop@blue.service"]) };
        var kept = Hardening.Make(Usual, more with { IsAsked = false });
        kept.Plan.Changes.ShouldBeEmpty();
        kept.Plan.Left.ShouldHaveSingleItem().ShouldEndWith("`sudo pi-deployer install --hardened` would add shop@blue.service.");
        Says(Hardening.Make(Usual, more))[^1].ShouldEndWith("by which it may restart shop@blue.service, web.service; new in it: shop@blue.service");

        var restarted = RuleOf(new RestartedUnits(["shop@blue.service"], []));
        var stop = more with { IsAsked = false, Rule = restarted, Copy = restarted, Wanted = new RestartedUnits(["shop@blue.service"], ["shop@blue.service"]) };
        Hardening.Make(Usual, stop).Plan.Changes.ShouldBeEmpty("to stop it is more than to restart it");
        Hardening.Make(Usual, stop).Plan.Left.ShouldHaveSingleItem();

        var first = Hardening.Make(Usual, more with { IsAsked = false, Rule = null, Copy = null, HasPolkit = false }).Plan;
        (first.Problems.Length, first.Changes.Length, first.Left.Length).ShouldBe((0, 0, 1), "none was allowed anything yet");
    }

    [Fact]
    public void What_is_gone_from_projects_yml_is_no_more_allowed_also_where_nobody_asks()
    {
        var both = RuleOf(new RestartedUnits(["api.service", "web.service"], []));
        var changes = Hardening.Make(Usual, Done with { IsAsked = false, Rule = both, Copy = both }).Plan.Changes;
        changes.Length.ShouldBe(2);
        Encoding.UTF8.GetString(changes[1].ShouldBeOfType<Change.Write>().Content).ShouldBe(Rule);
    }

    [Fact]
    public void A_copy_that_is_lost_or_was_left_is_mended_by_itself()
    {
        Says(Hardening.Make(Usual, Done with { IsAsked = false, Copy = null })).ShouldHaveSingleItem().ShouldStartWith("write /opt/pi-deployer/polkit.rules");
        Says(Hardening.Make(Usual, Done with { Rule = null, Wanted = RestartedUnits.None })).ShouldBe(["remove /opt/pi-deployer/polkit.rules"]);
    }

    [Fact]
    public void What_is_in_the_way_is_said()
    {
        Hardening.Make(Usual, Fresh with { HasPolkit = false }).Plan.Problems.ShouldHaveSingleItem().ShouldEndWith("there is no polkit here: `sudo apt install polkitd`");
        Hardening.Make(Usual, Fresh with { HasPolkit = false, Wanted = RestartedUnits.None }).Plan.Problems.ShouldBeEmpty("nobody needs it");
        Hardening.Make(Usual, Fresh with { Rule = "polkit.addRule();" }).Plan.Problems.ShouldHaveSingleItem().ShouldStartWith("/etc/polkit-1/rules.d/50-pi-deployer.rules is of your own");
        Hardening.Make(Usual, Done with { Rule = "polkit.addRule();", Copy = null, Wanted = RestartedUnits.None }).Plan.ShouldBe(new Plan([], [], []), "it is in nobody's way");
    }

    [Fact]
    public void The_rule_names_who_may_do_what()
    {
        var rule = PolkitRule.Make("pi", new RestartedUnits(["my\\x2dweb.service", "shop@blue.service"], ["shop@blue.service"])).ShouldNotBeNull();

        PolkitRule.IsOurs(rule.Text).ShouldBeTrue();
        rule.Text.ShouldContain("""{ restart: ["my\\x2dweb.service", "shop@blue.service"], stop: ["shop@blue.service"] }""");
        rule.Text.ShouldContain("""subject.user == "pi" &&""");
        PolkitRule.UnitsOf(rule.Text).All.ShouldBe(["my\\x2dweb.service", "shop@blue.service"]);
        PolkitRule.UnitsOf(rule.Text).Stopped.ShouldBe(["shop@blue.service"]);
        foreach (var changed in new[] { rule.Text[3..], rule.Text.Replace("[\"", "[", StringComparison.Ordinal), rule.Text.Replace(']', ')') })
            PolkitRule.UnitsOf(changed).All.ShouldBeEmpty(changed);
        PolkitRule.Make("pi", RestartedUnits.None).ShouldBeNull();
    }

    [Fact]
    public void The_units_are_those_that_projects_yml_names()
    {
        using var folder = new TempDirectory();
        var place = new Place(folder.Path);
        RestartedUnits.In(place, ImmutableDictionary<string, string>.Empty, out _).All.ShouldBeEmpty("there is no projects.yml yet");
        folder.Write("projects.yml", SourceTree.Read("projects.yml"));
        RestartedUnits.In(place, ImmutableDictionary<string, string>.Empty, out var whyNot).All.ShouldBeEmpty("those of the sample are nobody's");
        whyNot.ShouldBeNull();

        folder.Write("projects.yml", """
            projects:
              - { name: web, repo: ann/web, path: /srv/web, deploy_mode: systemd }
              - { name: again, repo: ann/web, path: /srv/again, deploy_mode: systemd, service_name: web.service }
              - { name: script, repo: ann/web, path: /srv/script, deploy_mode: systemd, deploy_script: deploy.sh }
              - { name: shop, path: /srv/shop, deploy_mode: blue-green, service_name: 'shop@', blue_green: { ports: [8081, 8082] }, haproxy: { socket: /run/haproxy.sock } }
            """);
        var units = RestartedUnits.In(place, ImmutableDictionary<string, string>.Empty, out whyNot);
        units.All.ShouldBe(["web.service", "shop@blue.service", "shop@green.service"]);
        units.Stopped.ShouldBe(["shop@blue.service", "shop@green.service"]);
        whyNot.ShouldBeNull();

        folder.Write("projects.yml", "projects: nonsense");
        RestartedUnits.In(place, ImmutableDictionary<string, string>.Empty, out whyNot).All.ShouldBeEmpty();
        whyNot.ShouldNotBeNull().ShouldStartWith("projects.yml:1:11: projects must be a list");
    }

    [Fact(Timeout = 180_000)]
    public async Task Another_projects_yml_is_named_by_the_unit_and_a_pipe_is_none()
    {
        using var folder = new TempDirectory();
        folder.Write("other.yml", "projects: [{ name: web, repo: ann/web, path: /srv/web, deploy_mode: systemd }]");
        Shell.Run("mkfifo", folder.File("pipe"));

        In(folder, "PROJECTS_CONFIG=other.yml").Units.All.ShouldBe(["web.service"]);
        (await Task.Run(() => In(folder, "PROJECTS_CONFIG=pipe"))).WhyNot.ShouldNotBeNull().ShouldEndWith("pipe is no file, or larger than 1 MB");
    }

    private static (RestartedUnits Units, string? WhyNot) In(TempDirectory folder, string unit)
    {
        var units = RestartedUnits.In(new Place(folder.Path), ServiceVariables.Of("", unit), out var whyNot);
        return (units, whyNot);
    }

    private static string RuleOf(RestartedUnits units) => PolkitRule.Make("pi", units).ShouldNotBeNull().Text;

    private static string[] Says(Hardening hardening)
    {
        hardening.Plan.Problems.ShouldBeEmpty();
        return [.. hardening.Plan.Changes.Select(change => change.Says)];
    }
}
