using PiDeployer.Projects;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Projects;

public sealed class ChannelsReaderTests
{
    private const string Url = "https://hooks.example.org/services/T000/B000/hunter2hunter2";

    [Fact]
    public void A_topic_of_ntfy_is_told_what_it_wants_to_hear()
    {
        var channel = Channel("""{ ntfy: "https://ntfy.example.org:8443/my-topic", token: "${NTFY_TOKEN}", on: [failed, recovered] }""");

        channel.ShouldBe(new ChannelSettings(
            "phone", new ChannelTarget.Ntfy(new Uri("https://ntfy.example.org:8443/"), "my-topic", Some.Secret("tk_hunter2")), NotifiedEvents.Failed | NotifiedEvents.Recovered));
    }

    [Fact]
    public void Who_says_nothing_is_told_everything() => Channel($$"""{ slack: "{{Url}}" }""").ShouldBe(new ChannelSettings("phone", new ChannelTarget.Slack(new Uri(Url)), NotifiedEvents.All));

    [Fact]
    public void One_event_needs_no_list() => Channel($$"""{ discord: "{{Url}}", on: started }""").ShouldBe(new ChannelSettings("phone", new ChannelTarget.Discord(new Uri(Url)), NotifiedEvents.Started));

    [Fact]
    public void An_e_mail_goes_to_several_by_the_machines_sendmail()
    {
        var mail = Channel("""{ email: [ann@example.org, root@localhost], from: pi+shop@example.org }""").Target.ShouldBeOfType<ChannelTarget.Email>();

        mail.To.Select(address => address.Value).ShouldBe(["ann@example.org", "root@localhost"]);
        (mail.From.Value, mail.From.Domain, mail.Sendmail).ShouldBe(("pi+shop@example.org", "example.org", "/usr/sbin/sendmail"));
    }

    [Fact]
    public void A_webhook_has_its_secret() =>
        Channel($$"""{ webhook: "{{Url}}", secret: whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw }""").Target
            .ShouldBe(new ChannelTarget.Webhook(new Uri(Url), Some.Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")));

    [Fact]
    public void Telegram_only_says_what_it_tells() =>
        ProjectsYaml.Catalog("notifications: { telegram: { on: [failed] } }\nprojects: []").Channels
            .ShouldBe([new ChannelSettings("telegram", new ChannelTarget.Telegram(), NotifiedEvents.Failed)]);

    [Theory]
    [InlineData("{ }", "needs exactly one of ntfy, discord, slack, email, webhook")]
    [InlineData("{ ntfy: https://x/y, slack: https://x/y }", "needs exactly one of ntfy, discord, slack, email, webhook")]
    [InlineData("{ ntfy: https://x/y, on: [fialed] }", "on 'fialed' is not one of started, succeeded, failed, recovered")]
    [InlineData("{ ntfy: https://x/y, secret: s }", "secret belongs to webhook, and this channel is ntfy")]
    [InlineData("{ ntfy: https://x/y, token: ' ' }", "token is blank; leave it out where anybody may publish")]
    [InlineData("{ slack: https://x/y, token: s }", "token belongs to ntfy, and this channel is slack")]
    [InlineData("{ ntfy: https://x/ }", "ntfy is not the address of a server and one topic, such as https://ntfy.sh/my-topic")]
    [InlineData("{ ntfy: https://x/a/b }", "ntfy is not the address of a server and one topic, such as https://ntfy.sh/my-topic")]
    [InlineData("{ ntfy: https://x/y?z }", "ntfy is not the address of a server and one topic, such as https://ntfy.sh/my-topic")]
    [InlineData("{ slack: ftp://hunter2/ }", "slack is not an http:// or https:// address, or has a name and a password or a # in it")]
    [InlineData("{ discord: https://me:hunter2@example.org/ }", "discord is not an http:// or https:// address, or has a name and a password or a # in it")]
    [InlineData("{ webhook: https://x/y }", "webhook needs a secret, with which each call is signed; `openssl rand -hex 32` makes a good one")]
    [InlineData("{ webhook: https://x/y, secret: whsec_hunter2! }", "secret is blank, or begins with whsec_ and what follows is not base64")]
    [InlineData("{ webhook: https://x/y, secret: ' ' }", "secret is blank, or begins with whsec_ and what follows is not base64")]
    [InlineData("{ email: a@b }", "email needs a from, the address that the messages come from")]
    [InlineData("{ email: a@b, from: -oQ/tmp@b }", "from '-oQ/tmp@b' is not the bare address of a mailbox, such as ann@example.org")]
    [InlineData("{ email: \"a@b\\nBcc: c@d\", from: a@b }", "email 'a@b\nBcc: c@d' is not the bare address of a mailbox, such as ann@example.org")]
    [InlineData("{ email: 'Ann <a@b>', from: a@b }", "email 'Ann <a@b>' is not the bare address of a mailbox, such as ann@example.org")]
    [InlineData("{ email: 'a@b,c@d', from: a@b }", "email 'a@b,c@d' is not the bare address of a mailbox, such as ann@example.org")]
    [InlineData("{ email: a@b, from: a@b, sendmail: sendmail }", "sendmail 'sendmail' is not an absolute path")]
    [InlineData("{ slakc: https://x/y }", "unknown key 'slakc'; did you mean 'slack'?")]
    public void A_mistake_is_told_without_what_must_not_be_seen(string channel, string problem)
    {
        var problems = ProjectsYaml.Problems($"notifications:\n  phone: {channel}\nprojects: []");

        problems.ShouldContain(one => one.EndsWith(problem, StringComparison.Ordinal), string.Join('\n', problems));
        string.Join('\n', problems).ShouldNotContain("hunter2");
    }

    [Theory]
    [InlineData("telegram: { slack: https://x/y }", "projects.yml:2:22: the channel telegram is the one of TELEGRAM_BOT_TOKEN, and takes nothing but `on`; give this one another name")]
    [InlineData("my phone: { slack: https://x/y }", "projects.yml:2:13: the name of a channel is not usable: 1 to 100 of a-z, A-Z, 0-9, _ and -")]
    [InlineData("phone: https://x/y", "projects.yml:2:10: phone must be a mapping of keys to values")]
    public void A_channel_is_named_and_described(string channel, string problem) => ProjectsYaml.Problems($"notifications:\n  {channel}\nprojects: []").ShouldContain(problem);

    [Fact]
    public void More_channels_than_anybody_needs_are_too_many()
    {
        var channels = string.Concat(Enumerable.Range(0, 21).Select(number => $"  c{number}: {{ slack: https://x/y }}\n"));

        ProjectsYaml.Problems($"notifications:\n{channels}projects: []").ShouldHaveSingleItem().ShouldEndWith("there are more than 20 channels");
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("notify: [phone, telegram]", "phone telegram")]
    [InlineData("notify: phone", "phone")]
    [InlineData("notify: []", "")]
    public void A_project_says_which_channels_tell_of_it(string notify, string? expected)
    {
        var project = ProjectsYaml.Project($"notifications: {{ phone: {{ slack: \"{Url}\" }} }}\nprojects:\n  - {{ name: shop, repo: ann/shop, path: /srv/shop, {notify} }}");

        (project.Channels is { } channels ? string.Join(' ', channels) : null).ShouldBe(expected);
    }

    [Fact]
    public void The_defaults_and_a_folder_of_stacks_say_it_for_others()
    {
        var catalog = ProjectsYaml.Catalog(
            $$"""
            notifications: { phone: { slack: "{{Url}}" }, desk: { slack: "{{Url}}" } }
            defaults: { notify: phone }
            projects:
              - { name: shop, repo: ann/shop, path: /srv/shop }
              - { name: home, path: /srv/home, notify: desk, stacks: { overrides: { media: { notify: [] } } } }
            """);

        catalog.Projects.Select(project => project.Channels?.Single()).ShouldBe(["phone", "desk"]);
        catalog.Projects[1].Stacks?.Settings.Select(stack => stack.Channels?.Length).ShouldBe([1, 0]);
    }

    [Fact]
    public void A_channel_that_nobody_knows_is_a_mistake() =>
        ProjectsYaml.Problems($"notifications: {{ phone: {{ slack: \"{Url}\" }} }}\nprojects:\n  - {{ name: shop, repo: ann/shop, path: /srv/shop, notify: [phnoe] }}")
            .ShouldHaveSingleItem().ShouldBe("projects.yml:3:60: there is no channel 'phnoe' under notifications; did you mean 'phone'?");

    [Fact]
    public void Addresses_and_tokens_are_seen_nowhere()
    {
        var catalog = ProjectsYaml.Catalog(
            $$"""
            notifications:
              a: { slack: "HTTPS://Hooks.example.org/services/T000/B000/hunter2hunter2" }
              b: { ntfy: "https://ntfy.example.org/hunter2", token: "${NTFY_TOKEN}" }
              c: { webhook: "{{Url}}/c", secret: hunter2secret }
              d: { email: ann@example.org, from: pi@example.org }
            projects: []
            """,
            Environment);

        var shown = catalog.Notifications?.ToJsonString().ShouldNotBeNull();
        shown.ShouldBe("""{"a":{"slack":"***"},"b":{"ntfy":"***","token":"***"},"c":{"webhook":"***","secret":"***"},"d":{"email":"***","from":"***"}}""");
        catalog.Redaction.Apply($"{Url} /services/T000/B000/hunter2hunter2 https://ntfy.example.org/hunter2 tk_hunter2 hunter2secret").ShouldBe("*** *** *** *** ***");
    }

    [Fact]
    public void Nobody_is_named_to_everybody() =>
        ProjectsYaml.Catalog("notifications: { from: { email: [ann@example.org, bob@example.org], from: pi@example.org } }\nprojects: []").Notifications?.ToJsonString()
            .ShouldBe("""{"from":{"email":"***","from":"***"}}""");

    [Theory]
    [InlineData("{ webhook: http://localhost:8080/, secret: hunter2secret }", "at http://localhost:8080/health", "at http://localhost:8080/health")]
    [InlineData("{ webhook: http://localhost:8080/?key=hunter2, secret: hunter2secret }", "at http://localhost:8080/?key=hunter2", "at ***")]
    [InlineData("{ ntfy: https://ntfy.sh/hunter2hunter2 }", "to hunter2hunter2", "to ***")]
    [InlineData("{ ntfy: https://ntfy.sh/deployments1, token: tk_hunter2 }", "to deployments1", "to deployments1")]
    [InlineData("{ ntfy: https://ntfy.sh/deployments }", "to deployments", "to deployments")]
    public void An_address_is_a_secret_only_where_it_is_a_key(string channel, string text, string shown) =>
        ProjectsYaml.Catalog($"notifications:\n  phone: {channel}\nprojects: []").Redaction.Apply(text).ShouldBe(shown);

    [Fact]
    public void A_token_that_is_empty_is_a_mistake() =>
        ProjectsYaml.Problems("notifications:\n  phone: { ntfy: https://x/y, token: \"${NTFY_TOKEN}\" }\nprojects: []", new Dictionary<string, string> { ["NTFY_TOKEN"] = "" })
            .ShouldHaveSingleItem().ShouldEndWith("token is blank; leave it out where anybody may publish");

    private static readonly Dictionary<string, string> Environment = new() { ["NTFY_TOKEN"] = "tk_hunter2" };

    private static ChannelSettings Channel(string text) => ProjectsYaml.Catalog($"notifications:\n  phone: {text}\nprojects: []", Environment).Channels.ShouldHaveSingleItem();
}
