using System.Net;
using System.Net.Sockets;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Abuse;

/// <summary>Strangers in great numbers, while somebody pushes. <c>bench/abuse.sh</c> gives them more time.</summary>
[Trait("Category", "EndToEnd")]
[Trait("Build", "Native")]
public sealed class AttackTests
{
    /// <summary>Each connection takes one here and one there, and both have a few others.</summary>
    private const long NeededFiles = 11_000;

    /// <summary>With it a push is as long as GitHub's are.</summary>
    private static readonly string Message = new('m', 8000);

    public static IEnumerable<TheoryDataRow<string>> Names => Attack.All.Select(attack => attack.IsShort ? new TheoryDataRow<string>(attack.Name) : new TheoryDataRow<string>(attack.Name).WithTrait("Runs", "Long"));

    [Theory(Timeout = 300_000)]
    [MemberData(nameof(Names))]
    public async Task They_keep_nobody_out_and_take_no_more_memory_than_they_may(string name)
    {
        var attack = Attack.All.Single(attack => attack.Name == name);
        Assert.SkipUnless(MostFiles() >= NeededFiles, "This machine lets nobody open so many connections; ulimit -Hn says how many.");
        using var folder = new TempDirectory();
        await using var server = await RunningServer.StartAsync(folder, $"projects: [{{ name: shop, repo: ann/shop, path: {folder.Path}, deploy_mode: pull-only }}]");
        using var watch = new HealthWatch(server);
        await watch.BegunAsync();
        using var stop = new CancellationTokenSource();
        var attackers = await StartAsync(server, attack, stop.Token);
        stop.CancelAfter(Fuzz.Length(1, 1.0 / Attack.All.Count));
        var pushes = 0;
        do
        {
            using var pusher = new HttpClient { BaseAddress = server.Address };
            using var answer = await pusher.SendAsync(Webhook.Push("ann/shop", branch: "other", message: Message).ToRequest());
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            pushes++;
            await Task.Delay(50);
        }
        while (!stop.IsCancellationRequested);

        var cut = (await Task.WhenAll(attackers)).Count(wasCut => wasCut);
        await server.ShouldNotHaveDeployedAsync("shop");
        server.Log.ShouldNotContain(line => line.Contains(" met an error", StringComparison.Ordinal) || line.Contains("failed to accept", StringComparison.Ordinal));
        await watch.ShouldHaveBeenFineAsync(attack.Name, $"{cut} cut off; {pushes} pushes of {pushes} taken");
    }

    /// <summary>Tasks that answer whether the server ended the connection.</summary>
    private static async Task<List<Task<bool>>> StartAsync(RunningServer server, Attack attack, CancellationToken stop)
    {
        var attackers = new List<Task<bool>>();
        for (var i = 0; i < attack.Connections; i++)
        {
            var connecting = RawPort.ConnectAsync(server.Address, i);
            await Task.WhenAny(connecting); // It may have to make room before it is there.
            attackers.Add(Task.Run(() => RunAsync(connecting, attack, stop), CancellationToken.None));
        }

        return attackers;
    }

    private static async Task<bool> RunAsync(Task<Socket> connecting, Attack attack, CancellationToken stop)
    {
        try
        {
            using var socket = await connecting;
            try
            {
                await attack.Do(socket, stop);
                return false;
            }
            catch (OperationCanceledException)
            {
                return socket.Poll(0, SelectMode.SelectRead) && socket.Available == 0;
            }
        }
        catch (SocketException)
        {
            return true;
        }
    }

    private static long MostFiles()
    {
        var line = File.ReadLines("/proc/self/limits").Single(line => line.StartsWith("Max open files", StringComparison.Ordinal));
        return line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3] is var soft && long.TryParse(soft, out var limit) ? limit : long.MaxValue;
    }
}
