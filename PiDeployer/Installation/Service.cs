using System.Globalization;

namespace PiDeployer.Installation;

/// <summary>Our unit, as systemd has it.</summary>
internal sealed class Service(Machine machine, TimeProvider clock)
{
    public const string Name = "pi-deployer";

    /// <summary>How long <c>/health</c> may take to answer once the service has said that it is ready.</summary>
    private static readonly TimeSpan HealthLimit = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(100);
    private const int LastLines = 10;

    public Task<Answer> AskAsync(string verb, CancellationToken cancellationToken) => machine.AskAsync("systemctl", [verb, Name], cancellationToken);

    /// <summary>What systemd has of it, with everything that overrides the unit's file; empty when it has nothing.</summary>
    public async Task<string> ShowAsync(string property, CancellationToken cancellationToken) =>
        await machine.AskAsync("systemctl", ["show", "-P", property, Name], cancellationToken) is { IsYes: true, Text: var text } ? text : "";

    /// <summary>Where it serves; null when it does not say.</summary>
    public async Task<Uri?> AddressAsync(CancellationToken cancellationToken) => ServingAddress.In(await ShowAsync("StatusText", cancellationToken));

    /// <summary>Starts it, or ends it first as <c>systemctl stop</c> does, and waits: with <c>Type=notify</c> that is until it says that it is ready, or systemd's own limit is over.</summary>
    /// <param name="verb"><c>start</c> or <c>restart</c>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Why it is not up, with the end of the journal; null when it is.</returns>
    public async Task<string?> WhyNotUpAsync(string verb, CancellationToken cancellationToken)
    {
        var since = clock.GetUtcNow();
        await AskAsync("reset-failed", cancellationToken); // One that failed too often would not even be tried.
        var started = await AskAsync(verb, cancellationToken);
        var problem = !started.IsYes ? "it did not get ready"
            : await WhyNotServingAsync(cancellationToken) is not { } silence ? null
            : (await AskAsync("is-active", cancellationToken)).IsYes ? silence : "it ended right after it was ready";
        return problem is null ? null : $"{problem}. {await JournalAsync(since, started, cancellationToken)}";
    }

    private async Task<string?> WhyNotServingAsync(CancellationToken cancellationToken)
    {
        if (await AddressAsync(cancellationToken) is not { } address)
            return "it says that it is ready, and does not say where it serves";
        return await AnswersAsync(new Uri(address, "/health"), cancellationToken) && (await AskAsync("is-active", cancellationToken)).IsYes
            ? null
            : $"it says that it is ready, and {address}health does not answer with 200";
    }

    private async Task<string> JournalAsync(DateTimeOffset since, Answer started, CancellationToken cancellationToken)
    {
        await machine.AskAsync("journalctl", ["--sync"], cancellationToken); // What it said last may not have been written yet.
        var journal = await machine.AskAsync("journalctl", ["--unit", Name, "--no-pager", "--output", "cat", "--lines", $"{LastLines}",
            "--since", $"@{since.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)}"], cancellationToken);
        return journal.IsYes && journal.Text.Length > 0 ? $"The end of its journal:\n{journal.Text}" : started.Text;
    }

    private async Task<bool> AnswersAsync(Uri health, CancellationToken cancellationToken)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = AnswerLimit };
        for (var begun = clock.GetTimestamp(); clock.GetElapsedTime(begun) < HealthLimit; await Task.Delay(LookAgain, clock, cancellationToken))
        {
            try
            {
                using var answer = await http.GetAsync(health, cancellationToken);
                if (answer.IsSuccessStatusCode)
                    return true;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
            {
                // Not yet, perhaps.
            }
        }

        return false;
    }
}
