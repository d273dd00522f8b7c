using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>Kills the program over and over while it is pushed to. <c>bench/kill.sh</c> does that for longer.</summary>
[Trait("Category", "EndToEnd")]
[Trait("Runs", "Once")]
[Takes(90)]
public sealed class KillTests : IDisposable
{
    private static readonly string[] Projects = ["shop", "blog", "wiki", "till"];

    private static readonly int Kills = Number("PIDEPLOYER_KILLS") ?? (ProgramUnderTest.IsNative ? 200 : 25);
    private static readonly int Seed = Number("PIDEPLOYER_KILL_SEED") ?? Random.Shared.Next();

    private readonly TempDirectory folder = new();
    private readonly KillRig rig;

    public KillTests() => rig = new KillRig(folder, Kills);

    [Fact] // Its limit grows with the number of kills.
    public async Task Whenever_it_is_killed_no_push_is_lost_and_no_two_of_a_project_overlap()
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"PIDEPLOYER_KILLS={Kills} PIDEPLOYER_KILL_SEED={Seed}");
        var storm = new PushStorm(Projects, Seed);
        await KillAndFinishAsync(storm).WaitAsync(TimeSpan.FromSeconds(120 + (2 * Kills)));

        storm.Oddities.ShouldBeEmpty();
        storm.Accepted.Count.ShouldBeGreaterThan(Kills, "Hardly anything was accepted, so this proves nothing.");
        foreach (var moment in KillRig.InFlight)
            rig.Killed(moment).ShouldBePositive($"It was never killed while something was {moment}, so this proves nothing.");
        foreach (var project in Projects)
            LookAt(project, [.. storm.Accepted.Where(push => push.Project == project)]);
        LiveProcesses.In(folder.Path).ShouldBeEmpty();
    }

    public void Dispose()
    {
        rig.Dispose();
        folder.Dispose();
    }

    private static int? Number(string variable) => int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;

    private async Task KillAndFinishAsync(PushStorm storm)
    {
        await rig.KillAsync(storm, Kills, Seed);
        await using var last = await rig.StartAsync();
        await Eventually.TrueAsync(() => !KillRig.InFlight.Any(rig.State.Holds), "everything has ended");
        var page = await last.SendAuthorizedAsync(HttpMethod.Get, "/deployments?limit=1000").ShouldAnswerAsync(HttpStatusCode.OK);
        page["deployments"].ShouldBeOfType<JsonArray>().ShouldAllBe(entry => entry is JsonObject && entry["number"] is JsonValue);
        last.Signal(PosixSignal.SIGTERM);
        (await last.ExitAsync()).ShouldBe(0);
        rig.State.InFlight.ShouldBeEmpty();
    }

    private void LookAt(string project, List<AcceptedPush> accepted)
    {
        var records = rig.State.History(project, Kills);
        var ids = records.Select(record => record.Text("id")).ToList();
        var numbers = records.Select(record => record.Number("number")).ToList();
        ids.ShouldBeUnique();
        numbers.ShouldBe(numbers.Distinct().Order());
        accepted.Select(push => push.Id).Except(ids).ShouldBeEmpty($"{project}: these were accepted and are missing from the history");
        records.Select(record => record.Text("state")).Except(Endings(project)).ShouldBeEmpty(project);
        records.Where(record => record.Flag("success") && record["delivery"] is not null).Select(record => record.Text("delivery")).ShouldBeUnique();

        rig.Book.ShouldShowNoOverlap(project);
        rig.Book.Ends(project).ShouldBePositive();
        Directory.EnumerateFiles(folder.File("logs"), $"{project}.log*").SelectMany(File.ReadLines).ShouldNotContain(line => line.TrimEnd().EndsWith($"] {project} - running"));
    }

    /// <summary>Only one project's script ever fails; if another's deployment does, a kill has broken something for those that came after it.</summary>
    private static string[] Endings(string project) => project == KillRig.Failing
        ? ["succeeded", "failed", "rolled_back", "rollback_failed", "cancelled", "interrupted"]
        : ["succeeded", "cancelled", "interrupted"];
}
