using System.Text.Json;
using PiDeployer.Pipelines.Steps;
using PiDeployer.Pipelines.Swarm;

namespace PiDeployer.Tests.Pipelines.Swarm;

/// <summary>What Docker says, as it was seen of version 20.10 with a client of version 28.</summary>
public sealed class StackStateTests
{
    private static readonly Dictionary<string, string> Replicas = new() { ["hua6z3ocf9z0"] = "2/2", ["ozt8efrqlrpi"] = "0/1 (1/3 completed)" };

    [Fact]
    public void A_service_is_read_with_its_last_update()
    {
        var service = StackService.Parse(
            """
            {"ID":"hua6z3ocf9z0a21o04eyxci1w","Version":{"Index":293},"Spec":{"Name":"s1_web_api","Labels":{"com.docker.stack.image":"app:1","com.docker.stack.namespace":"s1"},
             "TaskTemplate":{"ContainerSpec":{"Image":"app:1@sha256:b71b"},"RestartPolicy":{"Condition":"on-failure","Delay":500000000}},"Mode":{"Replicated":{"Replicas":2}},
             "UpdateConfig":{"Parallelism":1,"FailureAction":"rollback"}},
             "UpdateStatus":{"State":"rollback_completed","StartedAt":"2026-11-21T21:29:52.43Z","CompletedAt":"2026-11-21T21:29:55.57Z","Message":"rollback completed"}}
            """,
            "s1",
            Replicas);

        service.ShouldBe(new StackService("web_api", "app:1", "app:1@sha256:b71b")
        {
            Replicas = 2,
            RestartsAfter = "on-failure",
            OnFailedUpdate = "rollback",
            Update = new StackUpdate("rollback_completed", "2026-11-21T21:29:52.43Z", "rollback completed"),
        });
        (service.MayEnd, service.IsJob, service.Update?.GoesOn).ShouldBe((true, false, false));
    }

    [Fact]
    public void What_Docker_leaves_out_is_what_it_takes_for_granted()
    {
        var service = StackService.Parse("""{"ID":"x","Spec":{"Name":"s1_web","TaskTemplate":{"ContainerSpec":{"Image":"app:1@sha256:b71b"}},"Mode":{"Global":{}}},"UpdateStatus":null}""", "s1", Replicas);

        service.ShouldBe(new StackService("web", "app:1", "app:1@sha256:b71b") { Mode = StackServiceMode.Global });
        (service.RestartsAfter, service.OnFailedUpdate, service.MayEnd).ShouldBe(("any", "pause", false));
    }

    [Fact]
    public void The_digest_that_a_rollback_gave_a_name_is_no_part_of_it() =>
        StackService.Parse("""{"ID":"x","Spec":{"Name":"s1_web","Labels":{"com.docker.stack.image":"app:1@sha256:b71b"},"TaskTemplate":{"ContainerSpec":{"Image":"app:1@sha256:b71b"}},"Mode":{}}}""", "s1", Replicas)
            .ShouldBe(new StackService("web", "app:1", "app:1@sha256:b71b"));

    [Theory]
    [InlineData("""{"ReplicatedJob":{"MaxConcurrent":1,"TotalCompletions":3}}""", "ReplicatedJob")]
    [InlineData("""{"GlobalJob":{}}""", "GlobalJob")]
    public void A_job_is_counted_by_what_is_done(string mode, string expected)
    {
        var job = StackService.Parse($$$"""{"ID":"ozt8efrqlrpifqqi459lkuj7c","Spec":{"Name":"s1_job","TaskTemplate":{"ContainerSpec":{"Image":"app:1"}},"Mode":{{{mode}}}}}""", "s1", Replicas);

        (job.Mode.ToString(), job.IsJob, job.Replicas, job.Completed).ShouldBe((expected, true, null, (1, 3)));
    }

    [Theory]
    [InlineData("""{"ID":"x","Spec":{"Name":"other_web"}}""")]
    [InlineData("""{"ID":"\ud800","Spec":{"Name":"s1_web"}}""")]
    [InlineData("""{"ID":"x"}""")]
    [InlineData("""{"Spec":{"Name":"s1_web"}}""")]
    [InlineData("[]")]
    [InlineData("no JSON")]
    public void What_is_no_service_of_the_stack_is_not_taken_for_one(string text) => Should.Throw<JsonException>(() => StackService.Parse(text, "s1", Replicas));

    [Theory]
    [InlineData("s1_web_api.2")]
    [InlineData(@" \\_ s1_web_api.2")]
    public void A_task_is_read(string name)
    {
        var task = StackTask.Parse(
            $$"""{"CurrentState":"Failed 10 seconds ago","DesiredState":"Shutdown","Error":"\"task: non-zero exit (3)\"","ID":"v0jj6cvf8mdj","Image":"app:bad@sha256:a6db","Name":"{{name}}","Node":"pi","Ports":""}""",
            "s1");

        task.ShouldBe(new StackTask("v0jj6cvf8mdj", "web_api", "2", "app:bad@sha256:a6db", "pi", "shutdown", "failed", "task: non-zero exit (3)"));
        (task.HasFailed, task.IsWanted, task.IsRunning).ShouldBe((true, false, false));
        task.Description.ShouldBe("failed on pi: task: non-zero exit (3)");
    }

    [Theory]
    [InlineData("""{"ID":"x","Name":"other_web.1"}""")]
    [InlineData("""{"ID":"x","Name":"s1_web"}""")]
    [InlineData("{}")]
    public void What_is_no_task_of_the_stack_is_not_taken_for_one(string text) => Should.Throw<JsonException>(() => StackTask.Parse(text, "s1"));

    [Theory]
    [InlineData("active true", null)]
    [InlineData("active false", "docker node promote")]
    [InlineData("inactive false", "docker swarm init")]
    [InlineData("locked false", "docker swarm unlock")]
    [InlineData("error false", "'error false'")]
    [InlineData("", "docker info")]
    public void Only_a_manager_can_deploy_and_who_is_none_is_told_what_to_do(string answer, string? advice)
    {
        var obstacle = FindSwarm.Obstacle(answer);

        if (advice is null)
            obstacle.ShouldBeNull();
        else
            obstacle.ShouldNotBeNull().ShouldContain(advice);
    }
}
