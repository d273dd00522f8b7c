using System.Collections.Immutable;
using PiDeployer.Installation;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Installation;

/// <summary>What happens to a program before it takes another's place; the rest is what UpgradeTests show.</summary>
public sealed class ProgramTrialTests : IDisposable
{
    private readonly TempDirectory folder = new();

    [Fact(Timeout = 180_000)]
    public async Task Who_stops_it_in_time_leaves_nothing_behind()
    {
        using var stop = new CancellationTokenSource();
        var trial = Trial("sleep 60", out var place);
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(trial.RunAsync(starts: false, back: [], stop.Token));

        File.Exists(place.Next).ShouldBeFalse();
        Read(place.Program).ShouldBe("the first program");
    }

    [Fact(Timeout = 180_000)]
    public async Task What_is_refused_has_changed_nothing_and_what_was_changed_for_it_comes_back()
    {
        ImmutableArray<Change> back = [new Change.Write("bring it back", folder.File("unit"), "the unit from before"u8.ToArray(), Modes.Readable)];

        var why = await Trial("echo nonsense", out var place).RunAsync(starts: false, back, TestContext.Current.CancellationToken);

        why.ShouldNotBeNull().ShouldContain("asked for its version it said \"nonsense\"");
        Read(folder.File("unit")).ShouldBe("the unit from before");
        File.Exists(place.Next).ShouldBeFalse();
    }

    [Fact(Timeout = 180_000)]
    public async Task Where_nothing_is_installed_only_a_pi_deployer_is_advised_to_be()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "The others are told to call it with sudo.");
        var ours = folder.Write("ours", "#!/bin/sh\necho pi-deployer 1.2.3\n");
        File.SetUnixFileMode(ours, Modes.Runnable);

        (await WhyNotAsync(ours)).ShouldBe($"nothing is installed that could be upgraded; `sudo {ours} install` installs it");
        (await WhyNotAsync("/etc/passwd")).ShouldBe("/etc/passwd is no program; nothing was changed");
        (await WhyNotAsync("/bin/ls")).ShouldNotBeNull().ShouldStartWith("/bin/ls is no pi-deployer that runs here");
        (await WhyNotAsync(folder.File("nonexistent"))).ShouldBe($"{folder.File("nonexistent")} is not there, or is no file");
    }

    public void Dispose() => folder.Dispose();

    private static string Read(string path) => File.ReadAllText(path);

    private Task<string?> WhyNotAsync(string file) => Upgrade.WhyNotAsync(Machine.This, file, isInstalled: false, new Place(folder.File("place")), TestContext.Current.CancellationToken);

    private ProgramTrial Trial(string script, out Place place)
    {
        place = new Place(folder.File("place"));
        folder.Write("place/pi-deployer", "the first program");
        return new ProgramTrial(Machine.This, place, folder.Write("other", $"#!/bin/sh\n{script}\n"));
    }
}
