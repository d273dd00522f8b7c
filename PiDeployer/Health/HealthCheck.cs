using System.Text;
using PiDeployer.Projects;

namespace PiDeployer.Health;

/// <summary>Asks a service whether it is well, until it is or the tries are used up.</summary>
internal sealed class HealthCheck(HttpClient http, TimeProvider clock)
{
    /// <summary>For one try. A service that takes longer to say that it is well is not.</summary>
    public static readonly TimeSpan TryTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Null when the service answered with a 2xx, else what the last try met. <paramref name="report"/> gets a line for each try.</summary>
    public async Task<string?> RunAsync(HealthCheckSettings settings, Action<string> report, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var problem = await TryOnceAsync(settings.Url, cancellationToken);
            report($"health check {attempt}/{settings.Retries}: {settings.Url} {problem ?? "is healthy"}");
            if (problem is null || attempt >= settings.Retries)
                return problem;
            await Task.Delay(settings.Interval, clock, cancellationToken);
        }
    }

    private async Task<string?> TryOnceAsync(Uri url, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(TryTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            if (url.UserInfo.Length > 0)
                request.Headers.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(url.UserInfo))));
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return answer.IsSuccessStatusCode ? null : $"answered {(int)answer.StatusCode}";
        }
        catch (HttpRequestException e)
        {
            return $"could not be reached: {e.InnerException?.Message ?? e.Message}";
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return $"did not answer within {TryTimeout.TotalSeconds:0} s";
        }
    }
}
