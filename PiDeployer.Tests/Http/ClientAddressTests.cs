using System.Collections.Immutable;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using PiDeployer.Http;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Http;

public sealed class ClientAddressTests
{
    private static readonly string[] Pieces =
    [
        "1.2.3.4", "127.0.0.1", "10.1.2.3", "::1", "[::1]", "[2001:db8::7]:443", "2001:db8::7", "::ffff:10.0.0.9", ",", ", ", ",,", " ", "\t", ":", ":80", "[", "]", "[]", "%", "%eth0",
        ".", "0", "0x7f000001", "4294967295", "unknown", "_hidden", "\"", "\u00ff\u0080", "\u00a0", "\0", "9999999999999999999999", "-", "/8", "for=1.2.3.4",
    ];

    [Theory]
    [InlineData("203.0.113.5")]
    [InlineData("192.168.1.7")]
    [InlineData("2001:db8::1")]
    [InlineData("::ffff:203.0.113.5")]
    public void Whoever_is_not_trusted_is_the_caller_whatever_it_says(string peer) =>
        ClientOf(peer, "198.51.100.1").ShouldBe(StrictAddress.Unmapped(IPAddress.Parse(peer)));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("10.200.0.1")]
    public void A_trusted_proxy_is_believed(string peer)
    {
        ClientOf(peer, "198.51.100.1").ShouldBe(IPAddress.Parse("198.51.100.1"));
        ClientOf(peer).ShouldBe(StrictAddress.Unmapped(IPAddress.Parse(peer)));
    }

    [Theory]
    [InlineData("198.51.100.1:567", "198.51.100.1")]
    [InlineData("  198.51.100.1\t", "198.51.100.1")]
    [InlineData("2001:db8::7", "2001:db8::7")]
    [InlineData("[2001:DB8::7]", "2001:db8::7")]
    [InlineData("[2001:db8::7]:567", "2001:db8::7")]
    [InlineData("fe80::7%eth0", "fe80::7")]
    [InlineData("::ffff:198.51.100.1", "198.51.100.1")]
    public void Every_usual_way_to_write_an_address_is_read(string header, string client) => ClientOf("127.0.0.1", header).ShouldBe(IPAddress.Parse(client));

    [Theory]
    [InlineData("1.1.1.1, 198.51.100.1", "198.51.100.1")] // What the caller itself sent is to the left.
    [InlineData("1.1.1.1, 198.51.100.1, 10.0.0.2", "198.51.100.1")]
    [InlineData("1.1.1.1,198.51.100.1:9 ,10.0.0.2:9,[::1]:9", "198.51.100.1")]
    [InlineData("10.0.0.3, 10.0.0.2", "10.0.0.3")] // All are trusted, so the first of them called.
    [InlineData(", 198.51.100.1, , 10.0.0.2,", "198.51.100.1")]
    public void The_rightmost_that_is_not_trusted_called(string header, string client) => ClientOf("127.0.0.1", header).ShouldBe(IPAddress.Parse(client));

    [Fact]
    public void Several_lines_are_one_list()
    {
        ClientOf("127.0.0.1", "1.1.1.1", "198.51.100.1, 10.0.0.2", "10.0.0.3").ShouldBe(IPAddress.Parse("198.51.100.1"));
        ClientOf("127.0.0.1", "198.51.100.1", "", "10.0.0.3").ShouldBe(IPAddress.Parse("198.51.100.1"));
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("_hidden")]
    [InlineData("localhost")]
    [InlineData("1")]
    [InlineData("0x7f.1")]
    [InlineData("198.51.100.01")]
    [InlineData("198.51.100")]
    [InlineData("198.51.100.1.")]
    [InlineData("198.51.100.256")]
    [InlineData("198.51.100.1:")]
    [InlineData("198.51.100.1:x")]
    [InlineData("198.51.100.1:65536")]
    [InlineData("198.51.100.1/8")]
    [InlineData("198.51.100.1%1")]
    [InlineData("198.51.100.1 198.51.100.2")]
    [InlineData("[198.51.100.1")]
    [InlineData("[2001:db8::7")]
    [InlineData("2001:db8::7]")]
    [InlineData("[2001:db8::7]x")]
    [InlineData("[2001:db8::7]:x")]
    [InlineData("[[2001:db8::7]]")]
    [InlineData("[]")]
    [InlineData("[")]
    [InlineData(":")]
    [InlineData("\"2001:db8::7\"")]
    [InlineData("\u00e9\u00ff")]
    public void What_cannot_be_read_ends_the_list(string entry)
    {
        ClientOf("127.0.0.1", entry).ShouldBe(IPAddress.Loopback);
        ClientOf("127.0.0.1", $"198.51.100.1, {entry}, 10.0.0.2").ShouldBe(IPAddress.Parse("10.0.0.2"));
    }

    [Fact]
    public void A_connection_without_an_address_has_one_that_is_nobodys() => ClientOf(new DefaultHttpContext()).ShouldBe(IPAddress.None);

    [Fact]
    public void No_header_throws_or_speaks_for_what_a_proxy_added() => Sequences.ShouldAllKeep(3000, longest: 30, number => Pieces[number % Pieces.Length], pieces =>
    {
        var hostile = string.Concat(pieces);

        ClientOf("203.0.113.5", hostile).ShouldBe(IPAddress.Parse("203.0.113.5"));
        ClientOf("127.0.0.1", hostile).ShouldNotBeNull();
        ClientOf("127.0.0.1", $"{hostile}, 198.51.100.1").ShouldBe(IPAddress.Parse("198.51.100.1"));
        ClientOf("127.0.0.1", hostile, "198.51.100.1, 10.0.0.2").ShouldBe(IPAddress.Parse("198.51.100.1"));
    });

    [Fact]
    public async Task Who_comes_after_finds_the_client_as_the_remote_address()
    {
        IPAddress? seen = null;
        var http = Call("127.0.0.1", "198.51.100.1");
        await new ClientAddress(Trusted(), context =>
        {
            seen = context.Connection.RemoteIpAddress;
            return Task.CompletedTask;
        }).InvokeAsync(http);

        seen.ShouldBe(IPAddress.Parse("198.51.100.1"));
    }

    private static IPAddress ClientOf(string peer, params string[] lines) => ClientOf(Call(peer, lines));

    private static IPAddress ClientOf(HttpContext http) => new ClientAddress(Trusted(), _ => Task.CompletedTask).Of(http);

    private static DefaultHttpContext Call(string peer, params string[] lines)
    {
        var http = new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse(peer) } };
        if (lines.Length > 0)
            http.Request.Headers[ClientAddress.Header] = new StringValues(lines);
        return http;
    }

    private static ImmutableArray<AddressRange> Trusted() => [Range("127.0.0.0/8"), Range("::1"), Range("10.0.0.0/8")];

    private static AddressRange Range(string text)
    {
        AddressRange.TryParse(text, out var range).ShouldBeTrue();
        return range;
    }
}
