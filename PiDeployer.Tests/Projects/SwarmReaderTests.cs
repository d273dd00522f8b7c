using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Projects;

public sealed class SwarmReaderTests
{
    [Fact]
    public void A_stack_has_the_projects_name_and_the_defaults_of_stacks()
    {
        var stack = ProjectsYaml.Project("projects: [{ name: shop, path: /srv/shop, deploy_mode: swarm }]");

        (stack.StackName, stack.RunsStack, stack.Repository, stack.Pulls).ShouldBe(("shop", true, null, false));
        (stack.QueuesWhenBusy, stack.RollsBackOnFailure, stack.Timeout).ShouldBe((true, true, TimeSpan.FromHours(1)));
    }

    [Fact]
    public void It_may_have_another_name_a_repository_and_a_script_which_wins()
    {
        var stack = ProjectsYaml.Project("projects: [{ name: _shop, repo: ann/shop, path: /srv/shop, deploy_mode: swarm, stack_name: Shop-2, deploy_script: deploy.sh, rollback: off, on_busy: reject }]");

        (stack.StackName, stack.RunsStack, stack.Pulls).ShouldBe(("Shop-2", false, true));
        (stack.QueuesWhenBusy, stack.RollsBackOnFailure).ShouldBe((false, false));
    }

    [Fact]
    public void In_other_modes_the_name_means_nothing() => ProjectsYaml.Project("projects: [{ name: shop, repo: ann/shop, path: /srv/shop, stack_name: shop }]").StackName.ShouldBeNull();

    [Theory]
    [InlineData("engine: podman", "engine podman has no Swarm")]
    [InlineData("compose_profiles: [gpu]", "compose_profiles does not go with deploy_mode swarm: a stack has no profiles")]
    [InlineData("compose_env_files: pi.env", "compose_env_files does not go with deploy_mode swarm: a stack's variables come from .env")]
    [InlineData("compose_project: shop", "compose_project does not go with deploy_mode swarm: a stack is named by stack_name")]
    [InlineData("stack_name: -shop", "stack_name '-shop' is not a name for a stack")]
    [InlineData("stack_name: a.b", "stack_name 'a.b' is not a name for a stack")]
    public void What_a_stack_cannot_have_is_refused_and_why(string field, string problem) =>
        ProjectsYaml.Problems($"projects: [{{ name: shop, path: /srv/shop, deploy_mode: swarm, {field} }}]").ShouldHaveSingleItem().ShouldContain(problem);

    [Theory]
    [InlineData("_shop")]
    [InlineData("a-name-of-more-than-sixty-characters-which-would-leave-no-room-for-services")]
    public void A_name_that_no_stack_can_have_needs_a_stack_name(string name)
    {
        ProjectsYaml.Problems($"projects: [{{ name: {name}, path: /srv/shop, deploy_mode: swarm }}]").ShouldHaveSingleItem().ShouldEndWith("; say a stack_name");
        ProjectsYaml.Project($"projects: [{{ name: {name}, path: /srv/shop, deploy_mode: swarm, stack_name: shop }}]").StackName.ShouldBe("shop");
    }
}
