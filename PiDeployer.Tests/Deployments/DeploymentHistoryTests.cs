using PiDeployer.Deployments;
using PiDeployer.Projects;
using PiDeployer.Tests.Infra;
using PiDeployer.Values;

namespace PiDeployer.Tests.Deployments;

public sealed class DeploymentHistoryTests : IDisposable
{
    private readonly TempDirectory folder = new();
    private readonly ListLogger<DeploymentHistory> log = new();
    private readonly SettableClock clock = new(new DateTimeOffset(2026, 11, 21, 14, 5, 7, TimeSpan.Zero));

    private string Histories => folder.File("history");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Numbers_count_over_all_projects_and_go_on_after_a_restart()
    {
        var history = Open();
        Append(history, "shop", "blog", "shop");

        var later = Open();
        Append(later, "blog");

        Shown(later.Page(new DeploymentFilter(null), null, 10)).ShouldBe(["blog 4", "shop 3", "blog 2", "shop 1"]);
        Shown(later.Page(new DeploymentFilter(Some.Name("blog")), null, 10)).ShouldBe(["blog 4", "blog 2"]);
        later.Latest(Some.Name("shop")).ShouldNotBeNull().Number.ShouldBe(3);
        later.Latest(Some.Name("none")).ShouldBeNull();
        log.Lines.ShouldBeEmpty();
    }

    [Fact]
    public void Pages_follow_each_other_without_a_gap_or_a_repetition()
    {
        var history = Open();
        for (var i = 0; i < 57; i++)
            Append(history, $"p{i * i % 10}");
        history = Open();

        foreach (var limit in new[] { 1, 2, 5, 56, 57, 58 })
        {
            var seen = new List<long?>();
            for (long? before = null; ;)
            {
                var page = history.Page(new DeploymentFilter(null), before, limit);
                page.Deployments.Count.ShouldBeInRange(1, limit);
                seen.AddRange(page.Deployments.Select(entry => entry.Number));
                before = page.Next;
                if (before is null)
                    break;
            }

            seen.ShouldBe(Enumerable.Range(1, 57).Reverse().Select(number => (long?)number), $"{limit} to a page");
        }

        history.Page(new DeploymentFilter(null), 1, 10).Deployments.ShouldBeEmpty();
        history.Page(new DeploymentFilter(Some.Name("none")), null, 10).Deployments.ShouldBeEmpty();
    }

    [Fact]
    public void A_page_of_what_is_seldom_ends_after_so_many_and_says_where_to_go_on()
    {
        var history = Open("{ name: shop, repo: ann/shop, path: /srv/shop, history: 10000 }");
        history.Append(Some.Deployment(), Some.Result(DeploymentState.Failed, error: "the one that is looked for"));
        for (var i = 0; i < DeploymentFilter.MostLookedAt + 5; i++)
            Append(history, "shop");
        var failed = new DeploymentFilter(null, ["failed"]);

        var first = history.Page(failed, null, 10);
        first.Deployments.ShouldBeEmpty();
        var second = history.Page(failed, first.Next.ShouldNotBeNull(), 10);
        second.Deployments.ShouldHaveSingleItem().Number.ShouldBe(1);
        second.Next.ShouldBeNull();
        history.Page(new DeploymentFilter(null, ["succeeded"]), null, 2).Deployments.Select(entry => entry.Number).ShouldBe([2006L, 2005L]);
    }

    [Fact]
    public void How_the_last_ones_went_is_known_before_and_after_one_more_and_after_a_restart()
    {
        var history = Open();
        for (var i = 0; i < RecentDeployments.Most + 3; i++)
            Append(history, "shop");
        history.Recent(Some.Name("shop")).Count.ShouldBe(RecentDeployments.Most);
        history.Recent(Some.Name("none")).ShouldBeEmpty();

        history.Append(Some.Deployment(), Some.Result(DeploymentState.Failed, error: "no"));
        history.Append(Some.Deployment(), new DeploymentResult(DeploymentState.Cancelled) { Error = "it never began" });

        foreach (var one in new[] { history, Open() })
            one.Recent(Some.Name("shop")).Select(entry => entry.State).ShouldBe([.. Enumerable.Repeat("succeeded", RecentDeployments.Most - 1), "failed"]);
    }

    [Fact]
    public void A_list_is_without_the_output_of_the_steps_and_a_single_one_with_it()
    {
        var history = Open();
        var deployment = Some.Deployment();
        history.Append(deployment, Some.Result(DeploymentState.Failed) with { Steps = [new StepRecord("script", false, TimeSpan.FromSeconds(1), 3, "what it said")] });

        history.Page(new DeploymentFilter(null), null, 1).Deployments[0].Steps.ShouldNotBeNull()[0].ShouldBe(new StepEntry("script", false, 1, 3, null));
        history.Find(deployment.Id).ShouldNotBeNull().Steps.ShouldNotBeNull()[0].Tail.ShouldBe("what it said");
    }

    [Fact]
    public void One_is_found_by_its_id_and_by_its_delivery_and_others_are_not()
    {
        var history = Open();
        var first = Deliver(history, "shop", "72d3162e");
        var again = Deliver(history, "shop", "72d3162e");
        Deliver(history, "blog", "another");

        history.Find(first.Id).ShouldNotBeNull().Number.ShouldBe(1);
        history.Find(first.Project, first.Id).ShouldNotBeNull().Number.ShouldBe(1);
        history.Find(Some.Name("blog"), first.Id).ShouldBeNull();
        history.Find(DeploymentId.New(clock)).ShouldBeNull();
        history.Find(Some.Name("shop"), Delivery("72d3162e"), null).ShouldNotBeNull().Id.ShouldBe(again.Id.Value);
        history.Find(Some.Name("shop"), Delivery("72d3162"), null).ShouldBeNull();
        history.Find(Some.Name("shop"), Delivery("another"), null).ShouldBeNull();
    }

    [Fact]
    public void A_text_that_looks_like_an_id_or_a_delivery_is_none()
    {
        var history = Open();
        var wanted = DeploymentId.New(clock);
        var evil = Some.Commit(message: $"\"id\":\"{wanted}\" \"delivery\":\"72d3162e\"");
        history.Append(Some.Deployment(evil), Some.Result(DeploymentState.Succeeded, error: $"\"id\":\"{wanted}\"") with { Restored = wanted });

        history.Find(wanted).ShouldBeNull();
        history.Find(Some.Name("shop"), Delivery("72d3162e"), null).ShouldBeNull();
    }

    [Fact]
    public void The_latest_is_the_last_one_that_began()
    {
        var history = Open();
        Append(history, "shop");
        history.Append(Some.Deployment(), new DeploymentResult(DeploymentState.Cancelled) { Error = "a newer one took its place" });

        history.Latest(Some.Name("shop")).ShouldNotBeNull().State.ShouldBe("succeeded");
        Open().Latest(Some.Name("shop")).ShouldNotBeNull().State.ShouldBe("succeeded");
        history.Of(Some.Name("shop")).Select(entry => entry.State).ShouldBe(["cancelled", "succeeded"]);
    }

    [Fact]
    public void Each_project_keeps_as_many_as_it_wants()
    {
        var history = Open("{ name: shop, repo: ann/shop, path: /srv/shop, history: 3 }", "{ name: blog, repo: ann/blog, path: /srv/blog }");
        for (var i = 0; i < 120; i++)
            Append(history, "shop", "blog");

        history.Of(Some.Name("shop")).Count().ShouldBe(3);
        history.Of(Some.Name("blog")).Count().ShouldBe(100);
        history.Page(new DeploymentFilter(Some.Name("shop")), null, 1000).Deployments.Count.ShouldBe(3);
        history.Page(new DeploymentFilter(Some.Name("shop")), 239, 1000).Deployments.Select(entry => entry.Number).ShouldBe([237L, 235L]);
        File.ReadLines($"{Histories}/shop.jsonl").Count().ShouldBeLessThanOrEqualTo(13);
        Append(Open(), "blog");
        Open().Page(new DeploymentFilter(null), null, 1).Deployments[0].Number.ShouldBe(241);
    }

    [Fact]
    public void A_project_that_is_gone_still_has_its_history()
    {
        Append(Open(), "gone", "shop");
        var history = Open("{ name: shop, repo: ann/shop, path: /srv/shop }");

        Shown(history.Page(new DeploymentFilter(null), null, 10)).ShouldBe(["shop 2", "gone 1"]);
        history.Find(IdOf(history, "gone")).ShouldNotBeNull();
    }

    [Fact]
    public void Foreign_files_among_the_histories_do_not_matter()
    {
        Append(Open(), "shop");
        folder.Write("history/no name.jsonl", "{}");
        folder.Write("history/shop.jsonl.tmp", "{}");
        folder.Write("history/README", "hello");

        Shown(Open().Page(new DeploymentFilter(null), null, 10)).ShouldBe(["shop 1"]);
        log.Lines.ShouldBeEmpty();
    }

    [Fact]
    public void Rubbish_is_told_once_for_each_project_and_where_it_is()
    {
        Append(Open(), "shop", "blog");
        File.AppendAllText($"{Histories}/shop.jsonl", "\0\0\0\n{\"number\":\n");
        var history = Open();
        Append(history, "shop");
        File.AppendAllText($"{Histories}/blog.jsonl", "{\"half"); // It may be being written.

        for (var i = 0; i < 3; i++)
            Shown(history.Page(new DeploymentFilter(null), null, 10)).ShouldBe(["shop 3", "blog 2", "shop 1"]);

        log.Lines.ShouldHaveSingleItem().ShouldBe(
            $"Warning: {Histories}/shop.jsonl has a line that is no record (number 2 from its end); such lines are passed over. Everything else of it counts.");
    }

    [Fact]
    public void What_a_full_disk_refused_is_seen_nevertheless_and_written_when_there_is_room()
    {
        Assert.SkipUnless(SmallDisk.MissingReason is null, SmallDisk.MissingReason ?? "");
        using var disk = new SmallDisk(128);
        var history = OpenAt(disk.Path);
        Append(history, "shop", "blog");
        disk.Fill();
        for (var i = 0; i < 20; i++)
            history.Append(Some.Deployment(Some.Commit(message: new string('x', 400))), Some.Result(DeploymentState.Succeeded));

        var refused = Some.Deployment();
        history.Write(refused, Some.Result(DeploymentState.Failed, error: "the newest")).ShouldBeFalse();
        history.Flush();
        history.IsWritten(refused.Id).ShouldBeFalse();
        log.Lines.ShouldContain(line => line.StartsWith("Error: ") && line.Contains("No space left on device") && line.Contains(disk.Path));
        history.Latest(Some.Name("shop")).ShouldNotBeNull().Error.ShouldBe("the newest");
        ShouldBeComplete(history);
        OpenAt(disk.Path).Of(Some.Name("shop")).Count().ShouldBeLessThan(22);

        disk.Free();
        history.Flush();
        history.IsWritten(refused.Id).ShouldBeTrue();

        ShouldBeComplete(history);
        ShouldBeComplete(OpenAt(disk.Path));
        FilesIn(disk.Path).ShouldBe(["blog.jsonl", "shop.jsonl"]);
    }

    [Fact]
    public void A_history_that_cannot_be_read_keeps_no_other_one_from_being_read_or_written()
    {
        Append(Open(), "blog", "shop");
        File.Move($"{Histories}/shop.jsonl", $"{Histories}/there");
        Shell.Run("mkfifo", $"{Histories}/shop.jsonl");
        var history = Open();

        Append(history, "blog");

        Shown(history.Page(new DeploymentFilter(null), null, 10)).ShouldBe(["blog 2", "blog 1"]);
        history.Latest(Some.Name("shop")).ShouldBeNull();
        history.Find(DeploymentId.New(clock)).ShouldBeNull();
        log.Lines.ShouldContain(line => line.StartsWith($"Error: {Histories}/shop.jsonl cannot be read"));
    }

    [Fact]
    public void A_history_that_cannot_be_written_keeps_no_other_one_from_it()
    {
        Directory.CreateDirectory($"{Histories}/shop.jsonl");
        var history = Open();

        history.Write(Some.Deployment(project: "shop"), Some.Result(DeploymentState.Succeeded)).ShouldBeFalse();
        history.Write(Some.Deployment(project: "blog"), Some.Result(DeploymentState.Succeeded)).ShouldBeTrue();

        Open().Of(Some.Name("blog")).ShouldHaveSingleItem();
        Shown(history.Page(new DeploymentFilter(null), null, 10)).ShouldBe(["blog 2", "shop 1"]);
        Directory.Delete($"{Histories}/shop.jsonl");
        Append(history, "shop");
        Shown(Open().Page(new DeploymentFilter(null), null, 10)).ShouldBe(["shop 3", "blog 2", "shop 1"]);
    }

    [Fact]
    public void With_the_clock_set_back_the_order_is_that_of_the_numbers()
    {
        var history = Open();
        Append(history, "shop");
        clock.Now -= TimeSpan.FromDays(400);
        Append(history, "shop", "blog");
        clock.Now += TimeSpan.FromDays(30);
        Append(history, "blog");

        foreach (var seen in new[] { history, Open() })
        {
            Shown(seen.Page(new DeploymentFilter(null), null, 10)).ShouldBe(["blog 4", "blog 3", "shop 2", "shop 1"]);
            Shown(seen.Page(new DeploymentFilter(null), 3, 10)).ShouldBe(["shop 2", "shop 1"]);
            seen.Latest(Some.Name("shop")).ShouldNotBeNull().Number.ShouldBe(2);
            seen.Of(Some.Name("shop")).Select(entry => entry.Id[..4]).ShouldBe(["2025", "2026"]);
        }
    }

    [Fact]
    public void A_clock_behind_the_history_is_told_with_how_to_mend_it()
    {
        var history = Open();
        Append(history, "shop", "blog");
        Shell.Run("touch", "-d", "2026-11-21 14:05:07Z", $"{Histories}/shop.jsonl");
        Shell.Run("touch", "-d", "2026-11-23 12:00:00Z", $"{Histories}/blog.jsonl");

        history.CheckClock(clock);

        log.Lines.ShouldHaveSingleItem().ShouldBe(
            "Warning: The clock is wrong, or was: it says 2026-11-21 14:05:07Z, and the history was last written at 2026-11-23 12:00:00Z, 45 h 54 min later. "
            + "`timedatectl` shows whether the clock is set by the network, `timedatectl set-ntp true` turns that on. "
            + "Until it is right, deployments get times and ids of the past; their numbers and their order are not affected.");
    }

    [Fact]
    public void A_clock_that_is_right_or_nearly_so_is_not_told_of()
    {
        var history = Open();
        history.CheckClock(clock); // There is no history yet.
        Append(history, "shop");

        foreach (var time in new[] { "2026-11-21 14:09:00Z", "2026-11-21 14:05:07Z", "2001-01-01 00:00:00Z" })
        {
            Shell.Run("touch", "-d", time, $"{Histories}/shop.jsonl");
            history.CheckClock(clock);
        }

        log.Lines.ShouldBeEmpty();
    }

    private static void ShouldBeComplete(DeploymentHistory history)
    {
        history.Of(Some.Name("shop")).Select(entry => entry.Number).ShouldBe([.. Enumerable.Range(3, 21).Reverse().Select(number => (long?)number), 1]);
        history.Page(new DeploymentFilter(null), null, 1000).Deployments.Select(entry => entry.Number).ShouldBe(Enumerable.Range(1, 23).Reverse().Select(number => (long?)number));
        history.Page(new DeploymentFilter(null), 5, 3).Deployments.Select(entry => entry.Number).ShouldBe([4L, 3L, 2L]);
    }

    private static List<string?> FilesIn(string path) => [.. Directory.GetFiles(path).Select(Path.GetFileName).Order(StringComparer.Ordinal)];

    private static DeliveryId Delivery(string text) => DeliveryId.TryParse(text, out var id) ? id : throw new ArgumentException(text);

    private static IEnumerable<string> Shown(DeploymentPage page) => page.Deployments.Select(entry => $"{entry.Project} {entry.Number}");

    private static DeploymentId IdOf(DeploymentHistory history, string project) =>
        DeploymentId.TryParse(history.Of(Some.Name(project)).First().Id, out var id) ? id : throw new ArgumentException(project);

    private static Deployment Deliver(DeploymentHistory history, string project, string delivery)
    {
        var deployment = Some.Deployment(project: project) with { Delivery = Delivery(delivery) };
        history.Write(deployment, Some.Result(DeploymentState.Succeeded)).ShouldBeTrue();
        return deployment;
    }

    private void Append(DeploymentHistory history, params string[] projects)
    {
        foreach (var project in projects)
            history.Write(Deployment.New(Some.Name(project), DeploymentTrigger.Push, clock), Some.Result(DeploymentState.Succeeded)).ShouldBeTrue();
    }

    private DeploymentHistory Open(params string[] projects) => OpenAt(Histories, projects);

    private DeploymentHistory OpenAt(string directory, params string[] projects)
    {
        var file = folder.Write("projects.yml", $"defaults: {{ deploy_mode: pull-only }}\nprojects: [{string.Join(", ", projects)}]");
        var catalog = ProjectsYaml.Catalog(File.ReadAllText(file));
        return new DeploymentHistory(directory, new LiveCatalog(new ProjectsFile(file, new Dictionary<string, string>(), []), catalog), log);
    }
}
