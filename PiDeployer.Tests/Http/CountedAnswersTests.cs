using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using PiDeployer.Http;
using PiDeployer.Metrics;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Http;

public sealed class CountedAnswersTests
{
    private readonly WebhookCounts counts = new(["github", "none"]);

    [Theory]
    [InlineData(202, "accepted", "accepted")]
    [InlineData(200, "duplicate", "duplicate")]
    [InlineData(200, "skipped", "skipped")]
    [InlineData(200, "pong", "ping")]
    public async Task What_is_decided_counts_as_it_is_said(int status, string word, string reason) => (await CountedAsync(Answers.Deploy(status, new DeployAnswer(word)))).ShouldBe([reason]);

    [Theory]
    [InlineData(200, true, "succeeded")]
    [InlineData(500, false, "failed")]
    [InlineData(409, false, "busy")]
    public async Task What_was_waited_for_counts_as_it_ended(int status, bool ok, string reason) => (await CountedAsync(Answers.Call(status, new CallAnswer(ok, ok, "")))).ShouldBe([reason]);

    [Theory]
    [InlineData(400, "malformed")]
    [InlineData(401, "bad_signature")]
    [InlineData(404, "unknown")]
    [InlineData(408, "too_slow")]
    [InlineData(409, "busy")]
    [InlineData(413, "too_large")]
    [InlineData(415, "malformed")]
    [InlineData(429, "rate_limited")]
    [InlineData(500, "error")]
    [InlineData(503, "unavailable")]
    public async Task An_error_counts_by_its_status_whoever_finds_it(int status, string reason)
    {
        (await CountedAsync(Answers.Error(status, "no"))).ShouldBe([reason]);
        await Should.ThrowAsync<BadHttpRequestException>(() => new CountedAnswers(counts).Of(_ => throw new BadHttpRequestException("no", status))(new DefaultHttpContext()));
        Counted().ShouldBe([reason, reason]);
    }

    [Fact]
    public async Task A_bug_counts_as_an_error_and_is_not_swallowed()
    {
        await Should.ThrowAsync<InvalidOperationException>(() => new CountedAnswers(counts).Of(_ => throw new InvalidOperationException())(new DefaultHttpContext()));

        Counted().ShouldBe(["error"]);
    }

    [Fact]
    public async Task Who_has_gone_was_told_nothing()
    {
        await Should.ThrowAsync<OperationCanceledException>(() => new CountedAnswers(counts).Of(_ => throw new OperationCanceledException())(new DefaultHttpContext()));
        await Should.ThrowAsync<ConnectionResetException>(() => new CountedAnswers(counts).Of(_ => throw new ConnectionResetException("gone"))(new DefaultHttpContext()));

        Counted().ShouldBeEmpty();
    }

    [Fact]
    public void Each_answer_has_a_name_of_its_own()
    {
        WebhookAnswers.Names.Length.ShouldBe(Enum.GetValues<WebhookAnswer>().Length);
        WebhookAnswers.Names.ShouldBeUnique();
        foreach (var answer in Enum.GetValues<WebhookAnswer>())
            WebhookAnswers.Names[(int)answer].Replace("_", "", StringComparison.Ordinal).ShouldBe($"{answer}".ToLowerInvariant());
    }

    private async Task<IEnumerable<string>> CountedAsync(IResult answer)
    {
        (await new CountedAnswers(counts).Of(_ => Task.FromResult(answer))(new DefaultHttpContext())).ShouldBeSameAs(answer);
        return Counted();
    }

    /// <summary>What was counted for who is no forge, as often as it was; and nothing else was.</summary>
    private IEnumerable<string> Counted()
    {
        var page = MetricSamples.Of(counts.WriteTo);
        page.Names.Where(name => name.Contains("forge=\"github\"", StringComparison.Ordinal)).ShouldAllBe(name => page[name] == 0);
        return page.Names.SelectMany(name => Enumerable.Repeat(name.Split('"')[3], (int)page[name]));
    }
}
