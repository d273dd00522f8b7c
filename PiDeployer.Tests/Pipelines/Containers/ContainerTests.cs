using PiDeployer.Pipelines.Containers;

namespace PiDeployer.Tests.Pipelines.Containers;

/// <summary>The samples are like what Docker and Podman answer to <see cref="Container.Template"/>.</summary>
public sealed class ContainerTests
{
    private const string Id = "e1f08b92d6d5c3b4a59687f0e1d2c3b4a5968778695a4b3c2d1e0f9a8b7c6d5e";
    private const string ImageId = "sha256:0c8d1d0f5a6b7c8d9e0f1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f";

    [Fact]
    public void What_docker_answers_is_read() =>
        Container.Parse($"""{Id}|web|False|/shop-web-1|shop/web:v2|{ImageId}|running|starting|0|2|"2026-11-21T19:18:45.123456789Z" """.TrimEnd()).ShouldBe(new Container(Id, "web")
        {
            Name = "/shop-web-1",
            Image = "shop/web:v2",
            ImageId = ImageId,
            State = "running",
            Health = "starting",
            Restarts = 2,
            StartedAt = "\"2026-11-21T19:18:45.123456789Z\"",
        });

    [Fact]
    public void Podman_has_no_label_for_what_is_run_once_and_no_slash() =>
        Container.Parse($"""{Id}|worker||shop_worker_1|localhost/shop:v2|{ImageId["sha256:".Length..]}|exited||3|0|"2026-11-21T19:18:45+01:00" """.TrimEnd()).ShouldBe(new Container(Id, "worker")
        {
            Name = "shop_worker_1",
            Image = "localhost/shop:v2",
            ImageId = ImageId["sha256:".Length..],
            State = "exited",
            ExitCode = 3,
            StartedAt = "\"2026-11-21T19:18:45+01:00\"",
        });

    [Theory]
    [InlineData("")]
    [InlineData("no such object")]
    [InlineData("|||||||||")]
    [InlineData("|||||||||||")]
    public void What_is_no_answer_is_no_container(string line) => Container.Parse(line).ShouldBeNull();

    [Fact]
    public void What_somebody_ran_once_by_hand_has_a_label_that_says_so() =>
        Container.Parse($"""{Id}|web|True|/shop-web-run-7cb7a7e449dc|shop/web:v2|{ImageId}|exited||3|0|"2026-11-21T19:18:45Z" """.TrimEnd()).ShouldNotBeNull().IsOneOff.ShouldBeTrue();

    [Fact]
    public void What_is_no_number_is_none() => Container.Parse("1|web||n|i|j|dead||x|99999999999|").ShouldBe(new Container("1", "web") { Name = "n", Image = "i", ImageId = "j", State = "dead" });

    [Theory]
    [InlineData("running", "", 0, true, false, "running")]
    [InlineData("running", "healthy", 0, true, false, "running (healthy)")]
    [InlineData("running", "starting", 0, false, false, "running (starting)")]
    [InlineData("running", "unhealthy", 0, false, true, "running (unhealthy)")]
    [InlineData("exited", "", 0, true, false, "exited with 0")]
    [InlineData("exited", "", 137, false, true, "exited with 137")]
    [InlineData("exited", "unhealthy", 0, true, false, "exited with 0")]
    [InlineData("dead", "", 1, false, true, "dead with 1")]
    [InlineData("dead", "", 0, false, false, "dead with 0")]
    [InlineData("restarting", "", 3, false, false, "restarting")]
    [InlineData("restarting", "unhealthy", 3, false, false, "restarting")]
    [InlineData("created", "", 0, false, false, "created")]
    [InlineData("paused", "", 0, false, false, "paused")]
    [InlineData("", "", 0, false, false, "")]
    public void What_is_well_and_what_has_failed(string state, string health, int exitCode, bool isWell, bool hasFailed, string description)
    {
        var container = new Container("1", "web") { State = state, Health = health, ExitCode = exitCode };

        (container.IsWell, container.HasFailed, container.Description).ShouldBe((isWell, hasFailed, description));
    }
}
