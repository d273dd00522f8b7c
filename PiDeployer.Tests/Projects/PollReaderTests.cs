using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Projects;

public sealed class PollReaderTests
{
    [Fact]
    public void The_remote_is_asked_only_where_the_file_says_how_often()
    {
        ProjectsYaml.Project("projects: [{ name: shop, repo: ann/shop, path: /srv/shop, poll: 1m }]").Poll.ShouldBe(TimeSpan.FromMinutes(1));
        ProjectsYaml.Project("projects: [{ name: shop, repo: ann/shop, path: /srv/shop }]").Poll.ShouldBeNull();
    }

    [Theory]
    [InlineData("repo: ann/shop, poll: 9s", "poll '9s' is not a time from 10 to 86400 seconds, such as 90, 90s, 5m or 1h")]
    [InlineData("repo: ann/shop, poll: 25h", "poll '25h' is not a time from 10 to 86400 seconds, such as 90, 90s, 5m or 1h")]
    [InlineData("repo: ann/shop, poll: often", "poll 'often' is not a time from 10 to 86400 seconds, such as 90, 90s, 5m or 1h")]
    [InlineData("deploy_mode: compose-update, poll: 1m", "poll asks the remote of the project's repository, and this one has no repo")]
    public void What_cannot_be_is_refused_and_why(string fields, string problem) =>
        ProjectsYaml.Problems($"projects: [{{ name: shop, path: /srv/shop, {fields} }}]").ShouldHaveSingleItem().ShouldEndWith($": {problem}");

    [Theory]
    [InlineData("deploy_mode: compose-update")]
    [InlineData("deploy_mode: swarm")]
    [InlineData("deploy_mode: blue-green, blue_green: { ports: [8081, 8082] }, haproxy: { socket: /run/haproxy.sock }")]
    public void Registries_are_asked_where_images_are_pulled(string mode)
    {
        var project = ProjectsYaml.Project($"projects: [{{ name: shop, path: /srv/shop, {mode}, poll_images: 6h, min_age: 2d }}]");

        (project.PollImages, project.MinAge).ShouldBe((TimeSpan.FromHours(6), TimeSpan.FromDays(2)));
    }

    [Fact]
    public void Each_stack_of_a_folder_is_asked_for_as_the_folder_says_or_itself()
    {
        var folder = ProjectsYaml.Project("projects: [{ name: home, path: /srv/home, poll_images: 6h, stacks: { overrides: { media: { poll_images: 1d, min_age: 3d }, lab: { poll_images: } } } }]");

        folder.Stacks.ShouldNotBeNull().Settings.Select(stack => $"{stack.PollImages} {stack.MinAge}").ShouldBe(["06:00:00 00:00:00", "1.00:00:00 3.00:00:00", " 00:00:00"]);
    }

    [Theory]
    [InlineData("deploy_mode: compose-update, poll_images: 59s", "poll_images '59s' is not a time from 60 to 2592000 seconds, such as 90, 90s, 5m or 1h")]
    [InlineData("deploy_mode: compose-update, min_age: 366d", "min_age '366d' is not a time from 0 to 31536000 seconds, such as 90, 90s, 5m or 1h")]
    [InlineData("repo: ann/shop, poll_images: 1h", "poll_images cannot be used here: deploy_mode docker-compose does not pull images; compose-update, blue-green and swarm do")]
    [InlineData("repo: ann/shop, deploy_mode: systemd, poll_images: 1h", "poll_images cannot be used here: deploy_mode systemd does not pull images; compose-update, blue-green and swarm do")]
    [InlineData("deploy_mode: compose-update, engine: podman, poll_images: 1h", "poll_images cannot be used here: it works with docker only")]
    [InlineData("deploy_mode: compose-update, build: true, poll_images: 1h", "poll_images cannot be used here: build: true makes the images here")]
    [InlineData("deploy_mode: compose-update, deploy_script: x.sh, poll_images: 1h", "poll_images cannot be used here: what a deploy_script does with images is not known here")]
    [InlineData("repo: ann/shop, branch: f/*, environments: { ports: 8100-8109 }, poll_images: 1h", "poll_images cannot be used here: environments are deployed by pushes alone")]
    public void Elsewhere_they_are_not_and_it_is_said_why(string fields, string problem) =>
        ProjectsYaml.Problems($"projects: [{{ name: shop, path: /srv/shop, {fields} }}]").ShouldHaveSingleItem().ShouldEndWith($": {problem}");
}
