using System.Text;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Abuse;

/// <summary>Requests whose end is another one to us than to a proxy before us, with a deployment hidden behind it.</summary>
[Trait("Category", "EndToEnd")]
[Trait("Build", "Native")]
public sealed class SmugglingTests(SmugglingTests.Fixture fixture) : IClassFixture<SmugglingTests.Fixture>
{
    private const string Post = "POST /deploy HTTP/1.1\r\nHost: x\r\n";
    private const string Chunked = $"{Post}Transfer-Encoding: chunked\r\n\r\n";

    private static readonly string Hidden = $"POST /deploy/shop HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {RunningServer.Token}\r\nContent-Length: 0\r\n\r\n";
    private static readonly string MegabyteOfA = new('a', 1024 * 1024);

    /// <summary>Each by what is odd about it.</summary>
    private static readonly Dictionary<string, string> Shapes = new()
    {
        ["length and chunks"] = $"{Post}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        ["chunks and length"] = $"{Post}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
        ["chunked twice"] = $"{Post}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        ["chunked in chunked"] = $"{Post}Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
        ["compressed chunks"] = $"{Post}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        ["chunks that are no more"] = $"{Post}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        ["an empty encoding"] = $"{Post}Transfer-Encoding:\r\n\r\n0\r\n\r\n",
        ["xchunked"] = $"{Post}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        ["chunked behind a tab"] = $"{Post}Transfer-Encoding: \u000bchunked\r\n\r\n0\r\n\r\n",
        ["identity"] = $"{Post}Transfer-Encoding: identity\r\nContent-Length: 2\r\n\r\n{{}}",
        ["chunks in HTTP/1.0"] = "POST /deploy HTTP/1.0\r\nHost: x\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        ["two lengths"] = $"{Post}Content-Length: 2\r\nContent-Length: 40\r\n\r\n{{}}",
        ["one length twice"] = $"{Post}Content-Length: 2\r\nContent-Length: 2\r\n\r\n{{}}",
        ["a list of lengths"] = $"{Post}Content-Length: 2, 2\r\n\r\n{{}}",
        ["a negative length"] = $"{Post}Content-Length: -1\r\n\r\n",
        ["a huge length"] = $"{Post}Content-Length: 99999999999999999999999\r\n\r\n",
        ["a length of 25 MiB and one"] = $"{Post}Content-Length: {(25 * 1024 * 1024) + 1}\r\n\r\n",
        ["a hexadecimal length"] = $"{Post}Content-Length: 0x2\r\n\r\n{{}}",
        ["a length with a space in it"] = $"{Post}Content-Length: 2 2\r\n\r\n{{}}",
        ["a folded header"] = $"{Post}X-A: b\r\n c\r\nContent-Length: 2\r\n\r\n{{}}",
        ["a folded encoding"] = $"{Post}Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
        ["lone line feeds"] = "POST /deploy HTTP/1.1\nHost: x\nContent-Length: 2\n\n{}",
        ["a lone line feed"] = $"{Post}X-A: b\nContent-Length: 2\r\n\r\n{{}}",
        ["a lone line feed at the end"] = $"{Post}Content-Length: 2\r\n\n{{}}",
        ["a lone carriage return"] = $"{Post}X-A: b\rContent-Length: 2\r\n\r\n{{}}",
        ["a zero in a value"] = $"{Post}X-A: \0b\r\nContent-Length: 2\r\n\r\n{{}}",
        ["a zero in a name"] = $"{Post}X\0A: b\r\nContent-Length: 2\r\n\r\n{{}}",
        ["a space before the colon"] = $"{Post}Content-Length : 2\r\n\r\n{{}}",
        ["no colon"] = $"{Post}Content-Length 2\r\n\r\n{{}}",
        ["a negative chunk"] = $"{Chunked}-1\r\n\r\n",
        ["a chunk of 0x2"] = $"{Chunked}0x2\r\n{{}}\r\n0\r\n\r\n",
        ["a chunk larger than any number"] = $"{Chunked}fffffffffffffffff\r\n{{}}\r\n0\r\n\r\n",
        ["a chunk with a space"] = $"{Chunked}2 \r\n{{}}\r\n0\r\n\r\n",
        ["chunks with lone line feeds"] = $"{Chunked}2\n{{}}\n0\n\n",
        ["a lone line feed in a chunk's extension"] = $"{Chunked}2;\n{{}}\r\n0\r\n\r\n",
        ["a chunk longer than it says"] = $"{Chunked}2\r\n{{}}xx\r\n0\r\n\r\n",
        ["many trailers"] = $"{Chunked}2\r\n{{}}\r\n0\r\n{string.Concat(Enumerable.Repeat("X-T: y\r\n", 20_000))}\r\n",
        ["an endless extension of a chunk"] = $"{Chunked}2;{string.Concat(Enumerable.Repeat(MegabyteOfA, 26))}",
        ["another host in the line"] = "POST http://elsewhere/deploy HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}",
        ["no host"] = "POST /deploy HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}",
        ["two hosts"] = "POST /deploy HTTP/1.1\r\nHost: a\r\nHost: b\r\nContent-Length: 2\r\n\r\n{}",
        ["a host that is none"] = "POST /deploy HTTP/1.1\r\nHost: a b@/\r\nContent-Length: 2\r\n\r\n{}",
        ["HTTP/0.9"] = "GET /health\r\n\r\n",
        ["HTTP/1.1x"] = "GET /health HTTP/1.1x\r\nHost: x\r\n\r\n",
        ["HTTP/2"] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0",
        ["TLS"] = $"\u0016\u0003\u0001\0\u00c8\u0001\0\0\u00c4\u0003\u0003{new string('\u0001', 190)}",
        ["two spaces"] = "GET  /health HTTP/1.1\r\nHost: x\r\n\r\n",
        ["tabs"] = "GET\t/health\tHTTP/1.1\r\nHost: x\r\n\r\n",
        ["no method"] = "\u0001 /health HTTP/1.1\r\nHost: x\r\n\r\n",
        ["a path that is not UTF-8"] = "GET /\u00ff\u00fe HTTP/1.1\r\nHost: x\r\n\r\n",
        ["a long line"] = $"GET /{new string('a', 20_000)} HTTP/1.1\r\nHost: x\r\n\r\n",
        ["a line of a megabyte"] = $"GET /{MegabyteOfA} HTTP/1.1\r\nHost: x\r\n\r\n",
        ["10,000 parameters"] = $"GET /status?{string.Concat(Enumerable.Repeat("a=1&", 10_000))} HTTP/1.1\r\nHost: x\r\n\r\n",
        ["many headers"] = $"GET /health HTTP/1.1\r\nHost: x\r\n{string.Concat(Enumerable.Repeat("a: b\r\n", 200))}\r\n",
        ["a huge header"] = $"GET /health HTTP/1.1\r\nHost: x\r\nX-A: {new string('a', 100_000)}\r\n\r\n",
    };

    private readonly RunningServer server = fixture.Server;

    public static TheoryData<string> Names => [.. Shapes.Keys];

    [Theory(Timeout = 180_000)]
    [MemberData(nameof(Names))]
    public async Task It_is_refused_and_what_follows_is_not_even_read(string shape)
    {
        var answer = await RawPort.SendAsync(server.Address, Encoding.Latin1.GetBytes(Shapes[shape] + Hidden), TimeSpan.FromSeconds(20));

        answer.IsClosed.ShouldBeTrue(answer.Text);
        answer.Statuses.Count.ShouldBeLessThanOrEqualTo(1, answer.Text);
        answer.Statuses.ShouldAllBe(status => status >= 400 && (status < 500 || status == 505), answer.Text);
        await server.ShouldNotHaveDeployedAsync("shop");
    }

    [Theory(Timeout = 180_000)]
    [InlineData("Content-Length: 2\r\n\r\n{}")]
    [InlineData("Transfer-Encoding: Chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n2;a=b\r\n{}\r\n0\r\nX-Trailer: 1\r\n\r\n")]
    [InlineData("Expect: 100-continue\r\nContent-Length: 2\r\n\r\n{}")]
    public async Task What_is_plain_is_answered_and_so_is_what_follows(string rest)
    {
        var answer = await RawPort.SendAsync(server.Address, Encoding.Latin1.GetBytes($"{Post}{rest}GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), TimeSpan.FromSeconds(20));

        answer.Statuses.Where(status => status != 100).ShouldBe([400, 200]); // {} is no push.
    }

    public sealed class Fixture() : SharedServer("projects: [{ name: shop, repo: ann/shop, path: /tmp, deploy_mode: script-only, deploy_script: /bin/true }]");
}
