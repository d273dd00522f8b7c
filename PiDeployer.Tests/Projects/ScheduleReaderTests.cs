using PiDeployer.Projects;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Projects;

public sealed class ScheduleReaderTests
{
    private static readonly DateTimeOffset NewYear = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_schedule_is_one_expression_or_several_and_the_soonest_counts()
    {
        var one = Schedule("schedule: '30 3 * * *', time_zone: Europe/Berlin");
        var several = Schedule("schedule: ['30 3 * * *', '@hourly'], time_zone: Europe/Berlin");

        one.Next(NewYear).ShouldBe(new DateTimeOffset(2026, 1, 1, 3, 30, 0, TimeSpan.FromHours(1)));
        several.Next(NewYear).ShouldBe(new DateTimeOffset(2026, 1, 1, 2, 0, 0, TimeSpan.FromHours(1)));
    }

    [Fact]
    public void Without_a_time_zone_it_is_the_machines_own() => Schedule("schedule: '@daily'").Zone.ShouldBe(TimeZoneInfo.Local);

    [Fact]
    public void Without_a_schedule_there_is_none()
    {
        Project("timeout: 5m").Schedule.ShouldBeNull();
        Project("time_zone: Europe/Berlin").Schedule.ShouldBeNull();
    }

    [Fact]
    public void Two_readings_of_one_text_are_equal()
    {
        Schedule("schedule: '@daily'").ShouldBe(Schedule("schedule: '@daily'"));
        Schedule("schedule: '@daily', time_zone: Europe/Berlin").ShouldNotBe(Schedule("schedule: '@daily', time_zone: Asia/Tokyo"));
        Schedule("schedule: '@daily'").ShouldNotBe(Schedule("schedule: '0 0 * * *'"));
    }

    [Fact]
    public void A_folder_of_stacks_may_have_one_and_each_stack_its_own()
    {
        var folder = Project("stacks: { overrides: { media: { schedule: '@weekly' } } }, schedule: '@daily', time_zone: Asia/Tokyo");

        folder.Schedule.ShouldNotBeNull().Times.ShouldHaveSingleItem().Text.ShouldBe("@daily");
        folder.Stacks.ShouldNotBeNull().Settings.Select(stack => $"{stack.Schedule}").ShouldBe(["", "'@weekly' in Asia/Tokyo"]);
    }

    [Theory]
    [InlineData("schedule: '61 * * * *'", "projects.yml:1:69: schedule '61 * * * *' has '61' for the minute, which may be * or 0 to 59, a range (a-b), a step (*/n or a-b/n), or a list of these")]
    [InlineData("schedule: ['@daily', '0 0 31 2 *']", "projects.yml:1:80: schedule '0 0 31 2 *' never happens: no month that it names has such a day")]
    [InlineData("schedule: { at: noon }", "projects.yml:1:69: schedule must be a single value or a list of them")]
    [InlineData("schedule: '@daily', time_zone: Europe/Brelin", "projects.yml:1:90: time_zone 'Europe/Brelin' is none that this machine knows, such as Europe/Berlin; did you mean 'Europe/Berlin'?")]
    [InlineData("schedule: '@daily', time_zone: ''", "projects.yml:1:90: time_zone '' is none that this machine knows, such as Europe/Berlin")]
    [InlineData("schedule: '@daily', time_zone: ../../etc/localtime", "projects.yml:1:90: time_zone '../../etc/localtime' is none that this machine knows, such as Europe/Berlin")]
    [InlineData("schedule: '@daily', time_zone: +01:00", "projects.yml:1:90: time_zone '+01:00' is none that this machine knows, such as Europe/Berlin")]
    [InlineData("schedule: '@daily', branch: release/*", "projects.yml:1:69: a schedule needs one branch; it cannot tell which of several branches or tags it means")]
    [InlineData("schedule: '@daily', tags: v*", "projects.yml:1:69: a schedule needs one branch; it cannot tell which of several branches or tags it means")]
    [InlineData("schedule: '@daily', branch: f/*, environments: { ports: 8100-8109 }", "projects.yml:1:69: a schedule cannot tell which of the environments it means")]
    public void What_cannot_be_is_refused_and_why(string fields, string problem) =>
        ProjectsYaml.Problems(Yaml(fields)).ShouldHaveSingleItem().ShouldBe(problem);

    [Fact]
    public void One_project_can_do_without_that_of_the_defaults()
    {
        var catalog = ProjectsYaml.Catalog("defaults: { schedule: '@daily' }\nprojects: [{ name: a, repo: ann/a, path: /srv/a }, { name: b, repo: ann/b, path: /srv/b, tags: v*, schedule: }]");

        catalog.Projects.Select(project => project.Schedule is not null).ShouldBe([true, false]);
    }

    private static string Yaml(string fields) => $"projects: [{{ name: shop, repo: ann/shop, path: /srv/shop, {fields} }}]";

    private static Project Project(string fields) => ProjectsYaml.Project(Yaml(fields));

    private static ProjectSchedule Schedule(string fields) => Project(fields).Schedule.ShouldNotBeNull();
}
