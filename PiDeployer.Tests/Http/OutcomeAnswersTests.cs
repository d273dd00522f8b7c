using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PiDeployer.Deployments;
using PiDeployer.Http;
using Shouldly.Configuration;

namespace PiDeployer.Tests.Http;

/// <summary>The answers themselves are in the files beside this one.</summary>
public sealed class OutcomeAnswersTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly StepEntry[] Steps =
    [
        new("status", true, 0.0504, null, "web\n"), new("config", true, 0.35, null, null), new("pull", true, 8.2, null, "Pulling \"web\" …\n"), new("up", true, 1.2, null, "started\n"),
    ];

    private static readonly DeploymentEntry Media = new()
    {
        Id = "20261121-140507-9f3a61",
        Project = "media",
        State = "succeeded",
        Trigger = "manual",
        AcceptedAt = new DateTimeOffset(2026, 11, 21, 15, 5, 7, TimeSpan.FromHours(1)),
        StartedAt = new DateTimeOffset(2026, 11, 21, 15, 5, 7, 900, TimeSpan.FromHours(1)),
        Duration = 10.25,
        Success = true,
        Steps = Steps,
    };

    private static DeploymentEntry Failed => Media with
    {
        State = "failed",
        Success = false,
        Error = "docker compose pull exited with 18: manifest unknown",
        Steps = [.. Steps[..2], new StepEntry("pull", false, 0.7, 18, "web Error\nmanifest unknown\n")],
    };

    [Fact]
    public async Task A_stack_that_was_deployed() => (await AnswerAsync(Media)).ShouldMatchApproved(Snapshot);

    [Fact]
    public async Task A_stack_whose_pull_failed() => (await AnswerAsync(Failed)).ShouldMatchApproved(Snapshot);

    [Fact]
    public async Task A_stack_that_did_not_run() => (await AnswerAsync(Failed with { Refused = true, Error = "nothing of media runs", Steps = [new StepEntry("status", false, 0.05, null, "")] })).ShouldMatchApproved(Snapshot);

    [Fact]
    public async Task A_service_that_was_updated() => (await AnswerAsync(Service)).ShouldMatchApproved(Snapshot);

    [Fact]
    public async Task A_service_that_was_rolled_back() => (await AnswerAsync(Service with
    {
        State = "rolled_back",
        Success = false,
        Error = "portal is exited with 3; rolled back to the images before",
        After = Service.Before,
        Steps = [new StepEntry("compose_up", true, 1, null, ""), new StepEntry("health_check", false, 2, null, "no database\n"), new StepEntry("rollback: compose_up", true, 1, null, "")],
    })).ShouldMatchApproved(Snapshot);

    [Fact]
    public async Task A_folder_of_which_one_stack_failed()
    {
        var folder = Media with { Project = "home", Steps = [], Stacks = [new StackEntry("books", null), new StackEntry("media", Failed.Id), new StackEntry("web", "20261121-140507-000000")] };
        var web = Media with { Id = "20261121-140507-000000", Project = "web", Steps = [] };

        (await AnswerAsync(folder, new Outcome(Failed, []), new Outcome(web, []))).ShouldMatchApproved(Snapshot);
    }

    [Fact]
    public async Task A_push_of_several_projects() => (await AnswerAsync(OutcomeAnswers.Of(
        [new Outcome(Media with { Steps = [] }, [])], [new DeployAnswer("refused", "busy", Reason: "Deploy already in progress"), new DeployAnswer("skipped", "docs", Reason: "Nothing under docs/ changed")]))).ShouldMatchApproved(Snapshot);

    [Fact]
    public async Task A_push_is_good_where_all_of_its_projects_are() =>
        (await AnswerAsync(OutcomeAnswers.Of([new Outcome(Media, []), new Outcome(Media, [])], []))).ShouldStartWith("200\n");

    [Theory]
    [InlineData(true, 409)]
    [InlineData(null, 500)]
    public async Task Only_what_does_not_run_is_a_conflict(bool? refused, int status) => (await AnswerAsync(Failed with { Refused = refused })).ShouldStartWith($"{status}\n");

    /// <summary>The workflows of the older programs read the first line.</summary>
    [Fact]
    public async Task It_is_one_line()
    {
        var (_, text) = await ExecuteAsync(OutcomeAnswers.Of(new Outcome(Failed, [])));

        text.ShouldNotContain('\n');
        text.ShouldContain("manifest unknown\\n");
    }

    private static DeploymentEntry Service => Media with
    {
        Service = "portal",
        Image = "ann/portal:v2",
        Before = new SnapshotEntry(null, [new ImageEntry("db", "db:1", "sha256:d1"), new ImageEntry("portal", "ann/portal:latest", "sha256:a1")]),
        After = new SnapshotEntry(null, [new ImageEntry("db", "db:1", "sha256:d1"), new ImageEntry("portal", "ann/portal:latest", "sha256:a2")]),
        Steps = [new StepEntry("capture_state", true, 0.1, null, "")],
    };

    private static Task<string> AnswerAsync(DeploymentEntry entry, params Outcome[] stacks) => AnswerAsync(OutcomeAnswers.Of(new Outcome(entry, [.. stacks])));

    private static async Task<string> AnswerAsync(IResult result)
    {
        var (status, text) = await ExecuteAsync(result);
        return $"{status}\n{JsonNode.Parse(text)?.ToJsonString(Indented)}\n";
    }

    private static async Task<(int Status, string Text)> ExecuteAsync(IResult result)
    {
        using var body = new MemoryStream();
        var http = new DefaultHttpContext { Response = { Body = body } };
        await result.ExecuteAsync(http);
        return (http.Response.StatusCode, Encoding.UTF8.GetString(body.ToArray()));
    }

    private static void Snapshot(ShouldMatchConfigurationBuilder configuration) => configuration.NoDiff().SubFolder("Answers");
}
