using System.Collections.Immutable;
using PiDeployer.Deployments.Polling;
using PiDeployer.Pipelines.Registries;
using PiDeployer.Values;

namespace PiDeployer.Tests.Deployments.Polling;

public sealed class ImageMovesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private Dictionary<string, SeenImage> seen = [];

    [Fact]
    public void What_is_here_already_is_no_news()
    {
        Look(Noon, TimeSpan.Zero, ("web", "a", "a")).ShouldBeEmpty();
    }

    [Fact]
    public void Going_back_by_hand_is_not_undone()
    {
        Look(Noon, TimeSpan.Zero, ("web", "a", "b")).ShouldBe(["web"]);
        Look(Noon + Hour, TimeSpan.Zero, ("web", "b", "b")).ShouldBeEmpty();
        Look(Noon + Hour, TimeSpan.Zero, ("web", "a", "b")).ShouldBeEmpty();

        Look(Noon + Hour, TimeSpan.Zero, ("db", "x", "x")).ShouldBeEmpty();
        Look(Noon + Hour, TimeSpan.Zero, ("db", "older", "x")).ShouldBeEmpty();
        Look(Noon + Hour, TimeSpan.Zero, ("db", "older", "y")).ShouldBe(["db"]);
    }

    [Fact]
    public void A_newer_image_is_deployed_once_whatever_comes_of_it()
    {
        Look(Noon, TimeSpan.Zero, ("web", "a", "b")).ShouldBe(["web"]);
        Look(Noon + Hour, TimeSpan.Zero, ("web", "a", "b")).ShouldBeEmpty();

        Look(Noon + Hour, TimeSpan.Zero, ("web", "a", "c")).ShouldBe(["web"]);
        Look(Noon + Hour, TimeSpan.Zero, ("web", "c", "c")).ShouldBeEmpty();
    }

    [Fact]
    public void It_has_to_be_old_enough_and_its_age_begins_anew_when_it_changes()
    {
        Look(Noon, Hour, ("web", "a", "b")).ShouldBeEmpty();
        Look(Noon + (Hour / 2), Hour, ("web", "a", "c")).ShouldBeEmpty();
        Look(Noon + Hour, Hour, ("web", "a", "c")).ShouldBeEmpty();

        Look(Noon + (1.5 * Hour), Hour, ("web", "a", "c")).ShouldBe(["web"]);
    }

    [Fact]
    public void One_that_is_too_young_holds_the_others_up_since_all_are_pulled()
    {
        Look(Noon, Hour, ("web", "a", "b"), ("db", "x", "x")).ShouldBeEmpty();
        Look(Noon + Hour, Hour, ("web", "a", "b"), ("db", "x", "y")).ShouldBeEmpty();

        Look(Noon + (2 * Hour), Hour, ("web", "a", "b"), ("db", "x", "y")).ShouldBe(["web", "db"]);
    }

    [Fact]
    public void A_registry_that_says_nothing_changes_nothing()
    {
        Look(Noon, Hour, ("web", "a", "b")).ShouldBeEmpty();
        Look(Noon + (Hour / 2), Hour, ("web", "a", null)).ShouldBeEmpty();

        Look(Noon + Hour, Hour, ("web", "a", "b")).ShouldBe(["web"]);
    }

    [Fact]
    public void A_clock_that_is_set_back_makes_nothing_wait_for_years()
    {
        Look(Noon.AddYears(4), Hour, ("web", "a", "b")).ShouldBeEmpty();
        Look(Noon, Hour, ("web", "a", "b")).ShouldBeEmpty();

        Look(Noon + Hour, Hour, ("web", "a", "b")).ShouldBe(["web"]);
    }

    /// <summary>One look, and what comes of it is deployed.</summary>
    private ImmutableArray<string> Look(DateTimeOffset now, TimeSpan minAge, params (string Name, string Here, string? There)[] images)
    {
        var moves = ImageMoves.Of(
            seen,
            [.. images.Select(image => new PulledImage(new ImageReference(image.Name, "docker.io", image.Name, "latest"), [image.Here]))],
            images.Where(image => image.There is not null).ToDictionary(image => image.Name, image => image.There ?? ""),
            now,
            minAge);
        seen = moves.AfterDeployment();
        return moves.Ready;
    }
}
