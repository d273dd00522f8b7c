using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using PiDeployer.Values;

namespace PiDeployer.Installation;

/// <summary>Where the service will listen, as far as that can be told before it does.</summary>
internal sealed record ListenAddress(IPAddress Host, int Port)
{
    private const int UsualPort = 5000;

    /// <param name="variables">The service's own.</param>
    public static ListenAddress Of(ImmutableDictionary<string, string> variables)
    {
        string Text(string name, string older) => variables.GetValueOrDefault(name) is { Length: > 0 } text ? text : variables.GetValueOrDefault(older, "");
        return new ListenAddress(
            ListenHost.TryParse(Text("DEPLOYER_HOST", "FLASK_HOST"), out var host) ? host : IPAddress.Any,
            ushort.TryParse(Text("DEPLOYER_PORT", "FLASK_PORT"), NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : UsualPort);
    }

    /// <summary>Whether somebody else listens there.</summary>
    public bool IsTaken()
    {
        using var listener = new TcpListener(Host, Port);
        try
        {
            listener.Start();
            return false;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode == SocketError.AddressAlreadyInUse;
        }
    }
}
