using PiDeployer.Pipelines;
using PiDeployer.Projects;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Pipelines;

public sealed class BlueGreenPipelineTests
{
    private static readonly string[] Switch = ["switch", "verify", "note images", "drain"];

    private static readonly string[] SwitchUnits = ["switch", "verify", "drain"];

    [Fact]
    public void Containers_are_made_ready_on_the_side_that_nobody_is_sent_to_before_people_are() => Names(Project("")).ShouldBe(
        ["find sides", "note images before", "git pull", "config", "pull", "build", "end side", "up", "stays up", "answers", .. Switch]);

    [Fact]
    public void A_template_unit_has_no_containers() => Names(Project(", service_name: 'shop@'")).ShouldBe(
        ["find sides", "git pull", "end side", "systemctl restart", "answers", .. SwitchUnits]);

    [Fact]
    public void A_script_comes_before_the_side_is_started() => Names(Project(", service_name: 'shop@', deploy_script: build.sh")).ShouldBe(
        ["find sides", "git pull", "end side", "script", "systemctl restart", "answers", .. SwitchUnits]);

    [Fact]
    public void A_health_check_of_the_side_comes_before_the_switch_and_one_of_the_public_address_after_it()
    {
        var steps = Names(Project(", service_name: 'shop@', health_check: { enabled: true, url: 'http://127.0.0.1:{port}/' }"));
        steps.SkipWhile(step => step != "answers").ShouldBe(["answers", "health check", "switch", "verify", "drain"]);
        steps = Names(Project(", service_name: 'shop@', health_check: { enabled: true, url: 'http://shop.example.org/' }"));
        steps.SkipWhile(step => step != "answers").ShouldBe(["answers", "switch", "verify", "health check", "drain"]);
    }

    [Fact]
    public void A_rollback_by_hand_takes_over_in_the_same_way() => Names(Pipeline.WishedRollbackStepsOf(Project(""), Snapshot.Nothing, null)).ShouldBe(
        ["find sides", "note images before", "find images", "config", "build", "end side", "up", "stays up", "answers", .. Switch]);

    [Fact]
    public void After_a_failure_people_are_where_they_were_and_the_new_side_goes() =>
        Pipeline.RestoreStepsOf(Project(""), null).Select(step => step.Name).ShouldBe(["switch back", "end side"]);

    private static IEnumerable<string> Names(Project project) => Names(Pipeline.StepsOf(project, null));

    /// <summary>Without the reading of variables, which is the same in every mode.</summary>
    private static IEnumerable<string> Names(IEnumerable<IStep> steps) => steps.Select(step => step.Name).Where(name => name != "environment");

    private static Project Project(string more) => ProjectsYaml.Project(
        $"projects: [{{ name: shop, repo: ann/shop, path: /srv/shop, deploy_mode: blue-green, haproxy: {{ socket: /run/h.sock }}, blue_green: {{ ports: [8081, 8082] }}{more} }}]");
}
