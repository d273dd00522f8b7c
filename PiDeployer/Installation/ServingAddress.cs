using System.Net;
using PiDeployer.Values;

namespace PiDeployer.Installation;

/// <summary>Where the service says that it serves. Only it knows: by <c>.env</c>, by what <c>systemctl edit</c> adds, or by the system's choice.</summary>
internal static class ServingAddress
{
    /// <param name="status">What it has told systemd, such as <c>3 projects at http://[::]:5000</c>.</param>
    /// <returns>For callers on this machine; null when it does not say.</returns>
    public static Uri? In(string status)
    {
        foreach (var word in status.Split(' ', ';'))
        {
            if (Uri.TryCreate(word, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttp && IPAddress.TryParse(address.Host, out var host))
                return new Uri($"http://{new IPEndPoint(ListenHost.Local(host), address.Port)}/");
        }

        return null;
    }
}
