using PiDeployer.Deployments;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Deployments;

public sealed class InFlightFolderTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private readonly TempDirectory folder = new();
    private readonly ListLogger<InFlightFolder> log = new();
    private readonly SettableClock clock = new(Noon);

    private InFlightFolder InFlight => new(folder.Path, clock, log);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void At_first_there_are_empty_folders()
    {
        InFlight.Load().ShouldBeEmpty();

        Directory.GetDirectories(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(["cancelling", "restarting", "rolling_back", "running", "waiting"]);
    }

    [Fact]
    public void What_was_added_is_there_again_as_it_was()
    {
        var entry = Add(DeploymentState.Waiting);

        InFlight.Load().ShouldHaveSingleItem().ShouldBe(entry);
        File.ReadAllText(folder.File($"waiting/{entry.Id}.json")).ShouldStartWith($"{{\"id\":\"{entry.Id}\",\"project\":\"shop\",\"state\":\"waiting\"");
    }

    [Fact]
    public void A_move_changes_the_state_and_tells_since_when()
    {
        var entry = Add(DeploymentState.Waiting);
        clock.Now = Noon.AddMinutes(5);

        InFlight.Move(IdOf(entry), DeploymentState.Waiting, DeploymentState.Running);

        InFlight.Load().ShouldHaveSingleItem().ShouldBe(entry with { State = "running", StartedAt = Noon.AddMinutes(5) });
        Directory.GetFiles(folder.File("waiting")).ShouldBeEmpty();
    }

    [Fact]
    public void A_move_of_what_is_not_there_is_an_error()
    {
        InFlight.Load();
        var id = IdOf(Entry());

        Should.Throw<IOException>(() => InFlight.Move(id, DeploymentState.Waiting, DeploymentState.Running));
    }

    [Fact]
    public void What_was_removed_is_gone_from_every_state()
    {
        var entry = Add(DeploymentState.Running);
        InFlight.Add(entry, DeploymentState.Restarting);
        var other = Add(DeploymentState.Waiting);

        InFlight.Remove(IdOf(entry));

        InFlight.Load().ShouldHaveSingleItem().Id.ShouldBe(other.Id);
        log.Lines.ShouldBeEmpty();
    }

    [Fact]
    public void One_in_two_folders_is_in_the_later_state()
    {
        var entry = Add(DeploymentState.Running);
        InFlight.Add(entry with { State = "restarting", Error = "so far" }, DeploymentState.Restarting);

        var found = InFlight.Load().ShouldHaveSingleItem();

        (found.State, found.Error).ShouldBe(("restarting", "so far"));
    }

    [Fact]
    public void The_oldest_comes_first_whatever_its_state()
    {
        InFlight.Load();
        DeploymentState[] states = [DeploymentState.Waiting, DeploymentState.Running, DeploymentState.Restarting, DeploymentState.RollingBack];
        var entries = states.Select((state, age) => Entry() with { AcceptedAt = Noon.AddMinutes(-age) }).ToList();
        for (var i = 0; i < states.Length; i++)
            InFlight.Add(entries[i], states[i]);

        InFlight.Load().Select(entry => entry.Id).ShouldBe(entries.AsEnumerable().Reverse().Select(entry => entry.Id));
    }

    [Fact]
    public void What_is_torn_at_any_byte_is_put_aside_and_the_rest_is_read()
    {
        var good = Add(DeploymentState.Waiting);
        var torn = Entry();
        var path = folder.File($"running/{torn.Id}.json");
        var whole = torn.ToUtf8();

        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            InFlight.Load().ShouldHaveSingleItem().Id.ShouldBe(good.Id, $"{length} bytes");
            File.Exists(path).ShouldBeFalse($"{length} bytes");
            new FileInfo($"{path}.unreadable").Length.ShouldBe(length);
        }

        log.Lines.Count.ShouldBe(whole.Length);
        log.Lines.ShouldAllBe(line => line.StartsWith($"Error: {path} is no record of a deployment", StringComparison.Ordinal));
        File.WriteAllBytes(path, whole);
        InFlight.Load().Count.ShouldBe(2);
    }

    private static DeploymentEntry Entry() => Some.Deployment(Some.Commit()).ToEntry(DeploymentState.Waiting);

    private static PiDeployer.Values.DeploymentId IdOf(DeploymentEntry entry) => entry.ToDeployment().ShouldNotBeNull().Id;

    private DeploymentEntry Add(DeploymentState state)
    {
        InFlight.Load();
        var entry = Entry() with { State = state.ToName() };
        InFlight.Add(entry, state);
        return entry;
    }
}
