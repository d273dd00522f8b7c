using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using PiDeployer.Cli;
using PiDeployer.Cli.Client;
using PiDeployer.Cli.CommandLine;
using PiDeployer.Installation;
using PiDeployer.Values;

namespace PiDeployer.Hosting;

/// <summary>Finds out where the running server is and what lets us in: from the command line, else from what the server itself reads.</summary>
internal static class ServerPlaces
{
    /// <summary>In characters.</summary>
    private const int LongestAddress = 2000;

    /// <param name="invocation">May say it.</param>
    /// <param name="environment">The process's variables.</param>
    /// <param name="input">For <c>--token-file -</c>.</param>
    /// <param name="cancellationToken">Waits no longer for a token.</param>
    /// <returns>No place where there are problems, each ready to print, and the exit code for them.</returns>
    public static async Task<(ServerPlace? Place, ImmutableArray<string> Problems, int ExitCode)> FindAsync(
        Invocation invocation, IReadOnlyDictionary<string, string> environment, TextReader input, CancellationToken cancellationToken)
    {
        var (problems, withToken) = (ImmutableArray.CreateBuilder<string>(), ImmutableArray.CreateBuilder<string>());
        var folder = EnvFolder.Find(invocation.Text(Options.Directory), environment);
        var source = new SettingsSource(folder.Variables, problems);
        var file = invocation.Text(Options.TokenFile);
        var token = file is null
            ? new SettingsSource(folder.Variables, withToken).Secret("DEPLOY_TOKEN")
            : await Task.Run(() => TokenFile.Read(file, input, problems), CancellationToken.None).WaitAsync(cancellationToken); // A terminal and a pipe let wait, token or no token.
        var url = invocation.Text(Options.Url);
        var address = url is null ? null : Parse(url, problems);
        if (problems.Count > 0)
            return (null, problems.ToImmutable(), ExitCodes.Usage);
        if (token is not null && !TokenFile.CanBeSent(token))
        {
            withToken.Add("DEPLOY_TOKEN has a control character, which no request can carry");
            token = null;
        }

        // What a file that cannot be read says is not needed where the command line says it all.
        address ??= Address(source, problems);
        if (url is null || (file is null && !environment.ContainsKey("DEPLOY_TOKEN")))
            problems.AddRange(folder.Problems);
        return address is null || problems.Count > 0
            ? (null, problems.ToImmutable(), ExitCodes.Configuration)
            : (new ServerPlace(
                address,
                url is null ? Where(folder, environment) : ServerPlace.Url,
                token,
                withToken.Count > 0 ? $"{string.Join('\n', withToken)}; --token-file names another." : WhyNoToken(folder),
                WhatToDo(isHere: url is null || address.IsLoopback, folder)), [], ExitCodes.Success);
    }

    private static string WhatToDo(bool isHere, EnvFolder folder) =>
        !isHere ? "Does it run there, and can that machine be reached from here?"
        : File.Exists(Place.Unit) ? "`systemctl status pi-deployer` says whether it runs, `journalctl -u pi-deployer -n 50` why not."
        : $"`pi-deployer serve` in {folder.Path} starts one.";

    private static string Where(EnvFolder folder, IReadOnlyDictionary<string, string> environment)
    {
        if (environment.ContainsKey("DEPLOYER_PORT") || environment.ContainsKey("DEPLOYER_HOST"))
            return "the environment (DEPLOYER_HOST, DEPLOYER_PORT)";
        return File.Exists(folder.File) ? folder.File : $"what is usual, since {folder.File} is not there (--directory names another folder)";
    }

    private static string WhyNoToken(EnvFolder folder) => File.Exists(folder.File)
        ? $"{folder.File} has no DEPLOY_TOKEN; it may also come from the environment, or from a file that --token-file names."
        : $"There is no {folder.File}: go to the folder of the server's .env or name it with --directory, or name a file that holds the token with --token-file.";

    private static Uri? Address(SettingsSource source, ImmutableArray<string>.Builder problems)
    {
        if (!ListenHost.TryParse(source.Host, out var host))
            problems.Add($"DEPLOYER_HOST '{source.Host}' is not an IP address");
        else if (!IsOfThisMachine(host))
            problems.Add($"DEPLOYER_HOST '{source.Host}' is no address of this machine, so no server of it listens there; --url names one elsewhere");
        else if (!ushort.TryParse(source.Port, NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port == 0)
            problems.Add($"DEPLOYER_PORT '{source.Port}' does not say on which port the server is; --url does, such as --url http://127.0.0.1:5000");
        else
            return new Uri($"http://{new IPEndPoint(ListenHost.Local(host), port)}/");
        return null;
    }

    /// <summary>A <c>.env</c> that somebody else wrote leads nobody's token to another machine.</summary>
    private static bool IsOfThisMachine(IPAddress host)
    {
        try
        {
            using var socket = new Socket(host.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(new IPEndPoint(host, 0));
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressNotAvailable)
        {
            return false;
        }
        catch (SocketException)
        {
            return true; // As without IPv6: whether a server answers there shows.
        }
    }

    private static Uri? Parse(string url, ImmutableArray<string>.Builder problems)
    {
        if (url.Length <= LongestAddress && Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address is { Query: "", Fragment: "", UserInfo: "" })
            return address.AbsoluteUri.EndsWith('/') ? address : new Uri($"{address.AbsoluteUri}/");
        problems.Add(!url.Contains("://", StringComparison.Ordinal)
            ? $"--url '{Wording.Line(url, 100)}' does not begin with http:// or https://, as http://127.0.0.1:5000 does"
            : "--url is not the http:// or https:// address of a server, such as http://127.0.0.1:5000");
        return null;
    }
}
