using System.Net;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

[Trait("Category", "EndToEnd")]
public sealed class LogsEndpointTests(LogsEndpointTests.Fixture fixture) : IClassFixture<LogsEndpointTests.Fixture>
{
    private readonly RunningServer server = fixture.Server;

    [Fact(Timeout = 180_000)]
    public async Task Before_the_first_deployment_there_are_no_lines()
    {
        var logs = await LogsAsync("/logs/fresh");

        logs.Project.ShouldBe("fresh");
        logs.Lines.ShouldBeEmpty();
    }

    [Theory(Timeout = 180_000)]
    [InlineData("", 50)]
    [InlineData("?lines=3", 3)]
    [InlineData("?lines=200", 200)]
    [InlineData("?lines=10000", 200)]
    public async Task It_has_the_last_lines_and_50_unless_told(string query, int count)
    {
        fixture.Folder.Write("logs/lines.log", string.Concat(Enumerable.Range(1, 200).Select(i => $"line {i}\n")));

        (await LogsAsync($"/logs/lines{query}")).Lines.ShouldBe(Enumerable.Range(201 - count, count).Select(i => $"line {i}"));
    }

    [Theory(Timeout = 180_000)]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("+5")]
    [InlineData("10001")]
    [InlineData("99999999999999999999")]
    [InlineData("five")]
    [InlineData("5.0")]
    [InlineData("")]
    [InlineData("5&lines=6")]
    public async Task A_number_of_lines_that_is_none_is_400(string lines) =>
        (await server.SendAuthorizedAsync(HttpMethod.Get, $"/logs/lines?lines={lines}").ShouldFailAsync(HttpStatusCode.BadRequest)).ShouldContain("lines");

    [Fact(Timeout = 180_000)]
    public async Task A_huge_file_is_read_from_its_end()
    {
        // Sparse: it takes no room on the disk, but whoever reads it from the beginning has 4 GiB to go through.
        await using (var file = new FileStream(fixture.Folder.Write("logs/huge.log", ""), FileMode.Open))
        {
            file.Seek(4L * 1024 * 1024 * 1024, SeekOrigin.Begin);
            file.Write("\nthe last but one\nthe last, without an end"u8);
        }

        var before = LiveProcesses.BytesRead(server.ProcessId);
        (await LogsAsync("/logs/huge?lines=2")).Lines.ShouldBe(["the last but one", "the last, without an end"]);
        (LiveProcesses.BytesRead(server.ProcessId) - before).ShouldBeLessThan(10_000_000);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_file_that_holds_no_text_is_still_answered_in_JSON()
    {
        await File.WriteAllBytesAsync(fixture.Folder.Write("logs/binary.log", ""), [0xff, 0xfe, 0, 1, 2, (byte)'"', (byte)'\\', (byte)'\n', .. "ünïcode"u8]);

        (await LogsAsync("/logs/binary?lines=1")).Lines.ShouldBe(["ünïcode"]);
        (await LogsAsync("/logs/binary?lines=2")).Lines.Count.ShouldBe(2);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_symbolic_link_is_not_followed()
    {
        fixture.Folder.Write("private.txt", "nobody's business\n");
        Directory.CreateDirectory(fixture.Folder.File("logs"));
        File.CreateSymbolicLink(fixture.Folder.File("logs/linked.log"), "../private.txt");

        (await server.SendAuthorizedAsync(HttpMethod.Get, "/logs/linked").ShouldFailAsync(HttpStatusCode.InternalServerError))
            .ShouldNotContain("nobody's business");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_project_that_does_not_exist_is_404_even_when_its_file_does()
    {
        fixture.Folder.Write("logs/stranger.log", "hello\n");

        (await server.SendAuthorizedAsync(HttpMethod.Get, "/logs/stranger").ShouldFailAsync(HttpStatusCode.NotFound)).ShouldContain("stranger");
        await server.Http.GetAsync("/logs/stranger").ShouldFailAsync(HttpStatusCode.Unauthorized);
    }

    [Theory(Timeout = 180_000)]
    [InlineData("/logs/..%2F..%2Fetc%2Fpasswd", 400)]
    [InlineData("/logs/..%2f.env", 400)]
    [InlineData("/logs/..%5C.env", 400)]
    [InlineData("/logs/lines.log", 400)]
    [InlineData("/logs/...", 400)]
    [InlineData("/logs/%252e%252e", 400)]
    [InlineData("/logs/../.env", 404)]
    [InlineData("/logs/%2e%2e/.env", 404)]
    [InlineData("/logs//etc/passwd", 404)]
    public async Task A_name_cannot_leave_the_folder(string path, int expected)
    {
        var (status, _, json) = await RawHttp.SendAsync(server.Address, $"GET {path}", [$"Authorization: Bearer {RunningServer.Token}"]);

        status.ShouldBe(expected);
        json.Members().ShouldBe(["error"]);
    }

    private async Task<(string Project, IReadOnlyList<string?> Lines)> LogsAsync(string path)
    {
        var logs = await server.SendAuthorizedAsync(HttpMethod.Get, path).ShouldAnswerAsync(HttpStatusCode.OK);
        logs.Members().ShouldBe(["project", "lines"]);
        return (logs.Text("project"), [.. logs["lines"]?.AsArray().Select(line => (string?)line) ?? []]);
    }

    public sealed class Fixture() : SharedServer(
        """
        defaults: { path: /tmp, repo: ann/shop, deploy_mode: pull-only }
        projects: [{ name: fresh }, { name: lines }, { name: huge }, { name: binary }, { name: linked }]
        """);
}
