using System.Collections.Immutable;
using System.Text;
using PiDeployer.Notifications;
using PiDeployer.Outgoing;
using PiDeployer.Processes;
using PiDeployer.Projects;
using PiDeployer.Tests.Infra;
using PiDeployer.Values;

namespace PiDeployer.Tests.Notifications;

/// <summary>With a script in the place of <c>sendmail</c>, which keeps its arguments and what it reads.</summary>
public sealed class EmailTests : IDisposable
{
    private readonly TempDirectory folder = new();
    private readonly PauselessClock clock = new(TryLimits.Usual);

    public void Dispose() => folder.Dispose();

    [Fact(Timeout = 180_000)]
    public async Task A_failure_is_handed_over_to_the_byte()
    {
        (await SendAsync("", SomeMessage.Failed())).ShouldBeNull();

        (await File.ReadAllTextAsync(folder.File("arguments"))).ShouldBe("-t -i -f pi@example.org\n");
        (await File.ReadAllTextAsync(folder.File("mail"))).ShouldBe(
            """
            From: PiDeployer <pi@example.org>
            To: ann@example.org,
             bob@example.org
            Subject: =?utf-8?B?4p2MIHNob3A6IGRlcGxveW1lbnQgZmFpbGVkIGFmdGVyIDEy?=
             =?utf-8?B?LjMgcw==?=
            Date: Sat, 21 Nov 2026 15:05:19 +0100
            Message-ID: <20261121-140507-9f3a61.end@example.org>
            In-Reply-To: <20261121-140507-9f3a61@example.org>
            References: <20261121-140507-9f3a61@example.org>
            Auto-Submitted: auto-generated
            MIME-Version: 1.0
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: base64

            c2hvcDogZGVwbG95bWVudCBmYWlsZWQgYWZ0ZXIgMTIuMyBzDQoNCkNvbW1pdDogMDEyMzQ1NiBi
            eSBBbm4gQXV0aG9yDQpNZW5kIHRoZSB0aWxsDQpodHRwczovL2dpdC5leGFtcGxlLm9yZy9hbm4v
            c2hvcC9jb21taXQvMDEyMzQ1Ng0KDQpkZXBsb3kuc2ggZXhpdGVkIHdpdGggMw0KDQpidWlsZGlu
            Zw0Kbm8gc3BhY2UgbGVmdCBvbiBkZXZpY2UNCg0KTG9nOiBodHRwczovL2RlcGxveS5leGFtcGxl
            Lm9yZy8jL2RlcGxveW1lbnRzLzIwMjYxMTIxLTE0MDUwNy05ZjNhNjE=

            """);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_start_is_what_the_end_answers()
    {
        (await SendAsync("", SomeMessage.Started())).ShouldBeNull();

        var mail = await File.ReadAllTextAsync(folder.File("mail"));
        mail.ShouldContain("\nMessage-ID: <20261121-140507-9f3a61@example.org>\n");
        mail.ShouldNotContain("In-Reply-To");
    }

    [Fact]
    public void A_test_is_of_no_thread()
    {
        var mail = Mail(SomeMessage.Test());

        mail.ShouldContain("\nMessage-ID: <test.");
        mail.ShouldNotContain("References");
    }

    [Theory]
    [InlineData(SomeMessage.Evil)]
    [InlineData("x\r\nBcc: mallory@example.org\r\n\r\n.\r\n")]
    [InlineData("grüße 😀")]
    public void Nothing_that_strangers_write_is_a_header(string text)
    {
        var message = SomeMessage.Of(string.Concat(Enumerable.Repeat(text, 100))) with { Subject = text, Headline = text };

        var mail = Mail(message);

        mail.ShouldAllBe(c => c == '\n' || (c >= ' ' && c < 127));
        mail.Split('\n').ShouldAllBe(line => line.Length <= 78);
        var head = mail.Split("\n\n")[0].Replace("\n ", "", StringComparison.Ordinal).Split('\n');
        head.Select(line => line.Split(':')[0]).ShouldBe(
            ["From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "Auto-Submitted", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"]);
        Decoded(head[2]["Subject: ".Length..]).ShouldBe($"{message.Mark} {text}: {text}");
        mail.Split("\n\n").Length.ShouldBe(2, "A dot alone, or another empty line, would end it.");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_sendmail_that_is_not_there_is_told_of() =>
        (await SendAsync(new ChannelTarget.Email([Address("ann@example.org")], Address("pi@example.org"), "/no/sendmail"), SomeMessage.Test()))
            .ShouldBe("could not start /no/sendmail: no such file");

    [Fact(Timeout = 180_000)]
    public async Task A_sendmail_that_refuses_says_why() =>
        (await SendAsync("echo 'sendmail: fatal: hunter2hunter2' >&2; echo 'no such user' >&2; exit 67", SomeMessage.Test()))
            .ShouldBe($"{folder.File("sendmail")} exited with 67: sendmail: fatal: *** no such user");

    [Fact(Timeout = 180_000)]
    public async Task A_sendmail_that_asks_for_patience_is_tried_again()
    {
        (await SendAsync($"[ -e {folder.File("second")} ] && exit 0; touch {folder.File("second")}; exit 75", SomeMessage.Test())).ShouldBeNull();

        (await File.ReadAllLinesAsync(folder.File("arguments"))).Length.ShouldBe(2);
        clock.Pauses.Count.ShouldBe(1);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_sendmail_that_reads_nothing_and_hangs_is_ended()
    {
        var path = folder.WriteScript("sendmail", "sleep 1000");
        var target = new ChannelTarget.Email([Address("ann@example.org")], Address("pi@example.org"), path);
        using var stop = new CancellationTokenSource();
        var sending = new Email(target, Commands, TryLimits.Once with { Try = TimeSpan.FromSeconds(0.3) }, TimeProvider.System).SendAsync(SomeMessage.Test(), stop.Token);

        (await sending).ShouldBe($"{path} did not answer within 0 s");
    }

    private static MailAddress Address(string text) => MailAddress.TryParse(text, out var address) ? address : throw new ArgumentException(text);

    private static string Mail(Message message) => Encoding.ASCII.GetString(MailText.Of(message, new ChannelTarget.Email([Address("ann@example.org")], Address("pi@example.org"), "/x")));

    private static string Decoded(string words) =>
        string.Concat(words.Split("?==?").Select(word => Encoding.UTF8.GetString(Convert.FromBase64String(word.Replace("=?utf-8?B?", "", StringComparison.Ordinal).Replace("utf-8?B?", "", StringComparison.Ordinal).Replace("?=", "", StringComparison.Ordinal)))));

    private static CommandRunner Commands() =>
        new(ImmutableDictionary<string, string>.Empty.Add("PATH", "/usr/bin:/bin"), new Redaction([Some.Secret("hunter2hunter2")]), TimeProvider.System);

    private Task<string?> SendAsync(string ending, Message message)
    {
        var path = folder.WriteScript("sendmail", $"echo \"$@\" >> {folder.File("arguments")}; cat > {folder.File("mail")}\n{ending}");
        return SendAsync(new ChannelTarget.Email([Address("ann@example.org"), Address("bob@example.org")], Address("pi@example.org"), path), message);
    }

    private Task<string?> SendAsync(ChannelTarget.Email target, Message message) =>
        new Email(target, Commands, TryLimits.Usual, clock).SendAsync(message, CancellationToken.None);
}
