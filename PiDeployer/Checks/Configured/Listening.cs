using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using PiDeployer.Values;

namespace PiDeployer.Checks.Configured;

/// <summary>Whether the server can listen where it is told to, or does already.</summary>
internal static class Listening
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static async Task LookAsync(Site site, Findings found, CancellationToken cancellationToken)
    {
        var place = new IPEndPoint(site.Host, site.Port);
        switch (TryBind(place))
        {
            case null:
                found.Ok(site.Port == 0 ? "The system chooses the port" : $"The port {Number(site.Port)} is free", $"{place}");
                break;
            case SocketError.AddressAlreadyInUse or SocketError.AccessDenied when await AnswersAsUsAsync(site, cancellationToken):
                if (await MayBeOursAsync(site, cancellationToken))
                    found.Ok("The server runs", $"{place}");
                else
                    found.Error("Another pi-deployer has the port", $"{place}", $"choose another DEPLOYER_PORT, or stop that one: sudo ss -ltnp 'sport = :{Number(site.Port)}'");
                break;
            case SocketError.AddressAlreadyInUse:
                found.Error(
                    $"The port {Number(site.Port)} is taken{(PortHolder.NameOf(site.Port) is { } holder ? $" by {holder}" : "")}",
                    $"{place}",
                    $"choose another DEPLOYER_PORT, or stop who has it: sudo ss -ltnp 'sport = :{Number(site.Port)}'");
                break;
            case SocketError.AddressNotAvailable:
                found.Error($"This machine has no address {site.Host}", "DEPLOYER_HOST", "`ip -brief address` lists those that it has; 0.0.0.0 stands for all of them");
                break;
            case SocketError.AccessDenied:
                found.Error($"{site.Account.Name} may not listen at a port below 1024", "DEPLOYER_PORT", "choose a higher DEPLOYER_PORT, and put a proxy before it");
                break;
            case var other:
                found.Error($"The server cannot listen there: {other}", $"{place}", null);
                break;
        }
    }

    /// <summary>Null when it could; nobody is let in meanwhile, since it does not listen.</summary>
    private static SocketError? TryBind(IPEndPoint place)
    {
        try
        {
            using var socket = new Socket(place.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(place);
            return null;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode;
        }
    }

    private static async Task<bool> AnswersAsUsAsync(Site site, CancellationToken cancellationToken)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = Patience, MaxResponseContentBufferSize = 64 * 1024 };
        try
        {
            // In bytes: whoever has the port may name a character set that there is not.
            var answer = await http.GetByteArrayAsync(new Uri($"http://{new IPEndPoint(ListenHost.Local(site.Host), site.Port)}/health"), cancellationToken);
            using var health = JsonDocument.Parse(answer);
            return health.RootElement.ValueKind == JsonValueKind.Object && health.RootElement.TryGetProperty("uptime_seconds", out _) && health.RootElement.TryGetProperty("projects", out _);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }

    /// <summary>
    /// A server of this site holds its lock. The unit may give it another folder than a shell has; before a start nobody has asked for the unit, so it is asked for here, where that is seldom.
    /// </summary>
    private static async Task<bool> MayBeOursAsync(Site site, CancellationToken cancellationToken) =>
        HeldFile.IsHeld(Path.Combine(site.StateDirectory, "lock")) != false
        || (site.Unit is null && await ServiceUnit.FindAsync(site.Commands, cancellationToken) is { } unit && unit.WorkingDirectory == site.Directory);

    private static string Number(int port) => port.ToString(CultureInfo.InvariantCulture);
}
