using System.Collections.Immutable;

namespace PiDeployer.Metrics;

/// <summary>Counts what forges and callers were answered since the start. Who they are is what they say they are: whoever has a wrong signature says so too.</summary>
/// <param name="senders">All that there may be.</param>
internal sealed class WebhookCounts(ImmutableArray<string> senders)
{
    private readonly long[] counts = new long[senders.Length * WebhookAnswers.Names.Length];

    /// <param name="sender">One of those that there may be.</param>
    /// <param name="answer">What it was told.</param>
    public void Add(string sender, WebhookAnswer answer) => Interlocked.Increment(ref counts[(senders.IndexOf(sender) * WebhookAnswers.Names.Length) + (int)answer]);

    public void WriteTo(MetricsPage page)
    {
        page.Counter("pi_deployer_webhook_answers_total", "Answers to webhooks and calls at POST /deploy since the start of pi-deployer, by who sent them and what they were told.");
        for (var i = 0; i < counts.Length; i++)
            page.Sample(Interlocked.Read(ref counts[i]), ("forge", senders[i / WebhookAnswers.Names.Length]), ("reason", WebhookAnswers.Names[i % WebhookAnswers.Names.Length]));
    }
}
