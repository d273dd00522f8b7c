using PiDeployer.Projects;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Projects;

/// <summary>Which environments there are, and what each of them is.</summary>
public sealed class EnvironmentsFolderTests : IDisposable
{
    private static readonly DateTimeOffset Monday = new(2026, 11, 23, 9, 0, 0, 123, TimeSpan.FromHours(1));

    private readonly TempDirectory folder = new();
    private readonly EnvironmentsFolder environments;
    private readonly HashSet<int> takenPorts = [];
    private readonly HashSet<string> takenNames = [];

    public EnvironmentsFolderTests() => environments = Folder("ports: 8100-8104, max: 3, ttl: 7d, host: '{branch}.example.org'");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_first_push_of_a_branch_gives_it_a_place_of_its_own()
    {
        var shop = Open("feature/Login");

        (shop.Name.Value, shop.Group?.Value, shop.Path).ShouldBe(("shop-feature-login", "shop", folder.File("feature-login")));
        (shop.Mode, shop.RunsCompose, shop.Compose.ProjectName, shop.Environments).ShouldBe((DeployMode.ComposeUpdate, true, "shop-feature-login", null));
        var environment = shop.Environment.ShouldNotBeNull();
        (environment.Branch.Value, environment.Label, environment.Port, environment.Host).ShouldBe(("feature/Login", "feature-login", 8100, "feature-login.example.org"));
        (environment.Checkout, environment.PushedAt, environment.EndsAt, environment.IsGone).ShouldBe(("/srv/shop", Monday, Monday.AddDays(7), false));
        shop.Variables.ShouldContainKeyAndValue("DEPLOYER_PORT", "8100");
        shop.Variables.ShouldContainKeyAndValue("DEPLOYER_ENVIRONMENT", "feature-login");
        shop.Variables.ShouldContainKeyAndValue("DEPLOYER_URL", "http://feature-login.example.org");
        shop.HealthCheck?.Url.ShouldBe(new Uri("http://localhost:8100/"));
        shop.PublicAddress.ShouldBe(new Uri("http://feature-login.example.org/"));
    }

    [Fact]
    public void It_is_found_by_its_name_and_its_branch_and_by_nothing_else()
    {
        Open("feature/a");

        environments.Find(Some.Name("shop-feature-a"))?.Environment?.Port.ShouldBe(8100);
        environments.Find(Some.Branch("feature/a"))?.Name.Value.ShouldBe("shop-feature-a");
        environments.All().ShouldHaveSingleItem();
        foreach (var other in new[] { "shop", "shop-", "feature-a", "shop-feature", "other-feature-a" })
            environments.Find(Some.Name(other)).ShouldBeNull(other);
        environments.Find(Some.Branch("feature-a")).ShouldBeNull();
    }

    [Fact]
    public void Another_push_keeps_the_place_and_makes_it_live_longer()
    {
        Open("feature/a");
        Open("feature/b");

        var again = Open("feature/a", Monday.AddDays(3));

        (again.Environment?.Port, again.Environment?.EndsAt).ShouldBe((8100, Monday.AddDays(10)));
        environments.All().Select(found => found.Environment?.Port).ShouldBe([8100, 8101]);
    }

    [Fact]
    public void Those_that_look_alike_have_names_that_do_not()
    {
        var (one, two) = (Open("feature/a-b"), Open("feature/a/b"));

        one.Name.Value.ShouldBe("shop-feature-a-b");
        two.Name.Value.ShouldMatch("^shop-feature-a-b-[0-9a-f]{6}$");
        Open("feature/a-b").Name.ShouldBe(one.Name);
        Open("feature/a/b").Name.ShouldBe(two.Name);
    }

    [Fact]
    public void A_name_that_something_else_has_is_not_taken()
    {
        takenNames.Add("shop-feature-a");

        Open("feature/a").Name.Value.ShouldMatch("^shop-feature-a-[0-9a-f]{6}$");
    }

    [Fact]
    public void Where_there_are_as_many_as_may_be_one_more_is_refused_and_the_others_are_not()
    {
        foreach (var branch in new[] { "a", "b", "c" })
            Open(branch);

        TryOpen("d").WhyNot.ShouldBe("shop has 3 environments already, and environments.max allows no more: a, b, c. Delete one of these branches");

        Open("a");
        Close("b");
        Open("d").Environment?.Port.ShouldBe(8101);
    }

    [Fact]
    public void Ports_that_are_taken_are_passed_over_until_there_is_none_left()
    {
        takenPorts.UnionWith([8100, 8102]);
        Open("a").Environment?.Port.ShouldBe(8101);
        Open("b").Environment?.Port.ShouldBe(8103);
        takenPorts.Add(8104);

        TryOpen("c").ShouldBe((null, "all ports of shop's environments are taken, from 8100 to 8104"));
        environments.All().Count().ShouldBe(2);
    }

    [Fact]
    public void A_project_whose_name_leaves_no_room_says_so()
    {
        var shop = Folder("ports: 8100-8104", new string('n', 90));

        shop.Open(Some.Branch("feature/login"), Monday, _ => false, _ => false).WhyNot.ShouldNotBeNull().ShouldEndWith(" is too long; give the project a shorter one");
        shop.All().ShouldBeEmpty();
    }

    [Fact(Timeout = 180_000)]
    public async Task Many_at_once_get_a_port_each_and_no_more_than_may_be()
    {
        var many = Folder("ports: 8100-8119, max: 15");

        var opened = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => Task.Run(() => many.Open(Some.Branch($"feature/{i}"), Monday, _ => false, _ => false))));

        opened.Count(one => one.Environment is not null).ShouldBe(15);
        many.All().Select(found => found.Environment?.Port).Distinct().Count().ShouldBe(15);
        opened.Where(one => one.Environment is null).ShouldAllBe(one => one.WhyNot != null && one.WhyNot.Contains("has 15 environments already"));
    }

    [Fact]
    public void One_that_has_to_go_says_so_until_somebody_pushes_there_again()
    {
        var environment = Open("feature/a").Environment.ShouldNotBeNull();

        environments.MarkGone(environment);
        environments.Find(Some.Branch("feature/a"))?.Environment?.IsGone.ShouldBeTrue();

        Open("feature/a", Monday.AddMinutes(1)).Environment?.IsGone.ShouldBeFalse();
    }

    [Fact]
    public void One_that_is_closed_is_forgotten_and_is_not_brought_back_by_being_marked()
    {
        var environment = Open("feature/a").Environment.ShouldNotBeNull();

        environments.Close(environment).ShouldBeTrue();
        environments.MarkGone(environment);

        environments.All().ShouldBeEmpty();
        environments.Close(environment).ShouldBeTrue();
    }

    [Fact]
    public void One_that_somebody_has_pushed_to_since_is_not_forgotten()
    {
        var removed = Open("feature/a").Environment.ShouldNotBeNull();
        environments.MarkGone(removed);
        Open("feature/a", Monday.AddMinutes(1));

        environments.Close(removed).ShouldBeFalse();

        environments.Find(Some.Branch("feature/a"))?.Environment?.PushedAt.ShouldBe(Monday.AddMinutes(1));
    }

    [Theory]
    [InlineData("")]
    [InlineData("port=8100\npushed=2026-11-23T09:00:00+01:00\n")]
    [InlineData("branch=--upload-pack\nport=8100\npushed=2026-11-23T09:00:00+01:00\n")]
    [InlineData("branch=feature/a\nport=many\npushed=2026-11-23T09:00:00+01:00\n")]
    [InlineData("branch=feature/a\nport=8100\npushed=monday\n")]
    [InlineData("branch=feature/a\nport=-1\npushed=2026-11-23T09:00:00+01:00\n")]
    public void A_file_that_is_damaged_is_none_and_the_next_push_writes_it_anew(string text)
    {
        folder.Write("feature-a.environment", text);

        environments.All().ShouldBeEmpty();
        environments.Find(Some.Name("shop-feature-a")).ShouldBeNull();
        Open("feature/a").Name.Value.ShouldBe("shop-feature-a");
        environments.All().ShouldHaveSingleItem();
    }

    [Fact]
    public void What_else_lies_in_the_folder_is_none()
    {
        folder.Write("feature-a/compose.yaml", "");
        folder.Write("notes.txt", "branch=feature/a");
        Directory.CreateDirectory(folder.File("odd.environment"));
        folder.Write("no name.environment", "branch=feature/a\nport=8100\npushed=2026-11-23T09:00:00+01:00\n");

        environments.All().ShouldBeEmpty();
    }

    private EnvironmentsFolder Folder(string settings, string name = "shop")
    {
        var project = ProjectsYaml.Project(
            $"projects: [{{ name: {name}, repo: ann/shop, path: /srv/shop, branch: '**', environments: {{ {settings} }}, caddy: {{ listen: ':80' }}, health_check: {{ enabled: true, url: 'http://localhost:{{port}}/' }} }}]");
        return new EnvironmentsFolder(folder.Path, project, project.Environments ?? throw new InvalidOperationException());
    }

    private (Project? Environment, string? WhyNot) TryOpen(string branch, DateTimeOffset? now = null) =>
        environments.Open(Some.Branch(branch), now ?? Monday, name => takenNames.Contains(name.Value), takenPorts.Contains);

    private Project Open(string branch, DateTimeOffset? now = null)
    {
        var (environment, whyNot) = TryOpen(branch, now);
        whyNot.ShouldBeNull();
        return environment.ShouldNotBeNull();
    }

    private void Close(string branch) => environments.Close(environments.Find(Some.Branch(branch))?.Environment ?? throw new InvalidOperationException()).ShouldBeTrue();
}
