using System.Net;
using PiDeployer.Http;

namespace PiDeployer.Tests.Http;

public sealed class AddressRangeTests
{
    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1", "127.0.0.2")]
    [InlineData("127.0.0.0/8", "127.255.255.255", "128.0.0.0")]
    [InlineData("192.168.1.1/24", "192.168.1.200", "192.168.2.1")]
    [InlineData("10.1.2.128/25", "10.1.2.129", "10.1.2.127")]
    [InlineData("10.0.0.0/9", "10.127.0.1", "10.128.0.1")]
    [InlineData("10.0.0.4/31", "10.0.0.5", "10.0.0.6")]
    [InlineData("1.2.3.4/32", "1.2.3.4", "1.2.3.5")]
    [InlineData("0.0.0.0/0", "203.0.113.9", "::1")]
    [InlineData("::1", "::1", "::2")]
    [InlineData("::/0", "2001:db8::1", "1.2.3.4")]
    [InlineData("fd00::/8", "fdff::1", "fc00::1")]
    [InlineData("2001:db8::/33", "2001:db8:7fff::1", "2001:db8:8000::1")]
    [InlineData("::ffff:10.0.0.1", "10.0.0.1", "10.0.0.2")]
    public void It_holds_what_begins_with_its_bits_and_nothing_else(string text, string inside, string outside)
    {
        AddressRange.TryParse(text, out var range).ShouldBeTrue();

        range.Contains(IPAddress.Parse(inside)).ShouldBeTrue();
        range.Contains(IPAddress.Parse(outside)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/8")]
    [InlineData("10.0.0.0/")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0.0/+8")]
    [InlineData("10.0.0.0/ 8")]
    [InlineData("10.0.0.0/8/8")]
    [InlineData("10.0.0.0/99999999999")]
    [InlineData("10.0.0.0/255.0.0.0")]
    [InlineData("10/8")]
    [InlineData("10.0.0")]
    [InlineData("010.0.0.1")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("::/129")]
    [InlineData("[::1]")]
    [InlineData("localhost")]
    public void Anything_else_is_no_range(string text) => AddressRange.TryParse(text, out _).ShouldBeFalse();
}
