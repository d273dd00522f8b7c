using System.Buffers;
using System.Text;
using Microsoft.Extensions.Primitives;
using PiDeployer.Tests.Infra;
using PiDeployer.Values;
using PiDeployer.Webhooks;

namespace PiDeployer.Tests.Webhooks;

/// <summary>What each forge sends, read as the same push.</summary>
public sealed class ForgesTests
{
    private const string Secret = "It's a Secret to Everybody";
    private const string Token = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    public static TheoryData<string> Kinds => ForgeDelivery.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_push_says_what_moved_and_what_is_new(string kind)
    {
        var (repository, push) = Read(ForgeDelivery.Push(kind));

        repository.Name.Value.ShouldBe("ann/shop");
        push.Ref.ShouldBe(GitRef.Parse("refs/heads/main"));
        push.IsDeletion.ShouldBeFalse();
        var head = push.Head.ShouldNotBeNull();
        (head.Id.Value, head.Author, head.Message).ShouldBe((ForgeDelivery.Second, "Ann Author", "Mend the till"));
        head.Url.ShouldNotBeNull().AbsoluteUri.ShouldEndWith(ForgeDelivery.Second);
        var pushed = push.Pushed.ShouldNotBeNull();
        pushed.Newest.Select(commit => (commit.Id.Value, commit.Message)).ShouldBe([(ForgeDelivery.First, "Add a till\n\nIt rings."), (ForgeDelivery.Second, "Mend the till")]);
        pushed.Count.ShouldBe(kind is "gogs" or "bitbucket" ? 2 : 24); // Those do not say how many there are.
        pushed.Compare.ShouldNotBeNull().AbsoluteUri.ShouldContain("compare");
    }

    [Theory]
    [InlineData("gitea", "http://git.example:3000/ann/shop")]
    [InlineData("forgejo", "ssh://git@git.example/ann/shop")]
    [InlineData("gogs", "git@git.example:ann/shop.git")]
    [InlineData("gitlab", "https://gitlab.example/ann/shop.git")]
    [InlineData("bitbucket", "https://bitbucket.example/ann/shop")]
    public void A_push_says_where_its_repository_is(string kind, string address)
    {
        RepositoryAddress.TryParse(address, out var wanted).ShouldBeTrue();

        Read(ForgeDelivery.Push(kind)).Repository.Addresses.ShouldContain(one => wanted.Means(one));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_end_of_a_branch_or_tag_is_told(string kind)
    {
        foreach (var reference in new[] { "refs/heads/feature/till", "refs/tags/v1" })
        {
            var (_, push) = Read(ForgeDelivery.Push(kind, reference: reference, deleted: true));

            push.ShouldBe(new PushEvent(GitRef.Parse(reference), IsDeletion: true, null));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_tag_is_told_with_its_commit(string kind)
    {
        var (_, push) = Read(ForgeDelivery.Push(kind, reference: "refs/tags/v1"));

        push.Ref.ShouldBe(new GitRef.Tag("v1"));
        push.Head.ShouldNotBeNull().Id.Value.ShouldBe(ForgeDelivery.Second);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Other_events_are_no_pushes(string kind)
    {
        var delivery = ForgeDelivery.Other(kind, "ann/shop");

        Forge(delivery).Read(Headers(delivery), Bytes(delivery.Body)).ShouldBeOfType<Delivery.OtherEvent>().Repository.Name.Value.ShouldBe("ann/shop");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_right_signature_is_taken_and_nothing_else(string kind)
    {
        var (secret, other) = kind == "gitlab signed" ? (Token, "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA") : (Secret, $"{Secret}!");
        var delivery = ForgeDelivery.Push(kind);

        IsSigned(delivery.Signed(kind, secret), secret).ShouldBeTrue();
        IsSigned(delivery.Signed(kind, other), secret).ShouldBeFalse();
        IsSigned(delivery.SignedWithNothing(kind), secret).ShouldBeFalse();
        IsSigned(delivery, secret).ShouldBeFalse();
        var twice = delivery.Signed(kind, secret);
        foreach (var name in twice.Headers.Keys.Except(delivery.Headers.Keys))
            IsSigned(twice.With(name, $"{twice.Headers[name]}0"), secret).ShouldBe(kind is "gitea" or "forgejo", name); // Those sign several times.
        if (kind != "gitlab") // Its token says nothing of the body.
            IsSigned(twice with { Body = $"{twice.Body} " }, secret).ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Signature_headers_may_hold_anything(string kind)
    {
        var delivery = ForgeDelivery.Push(kind);
        var names = delivery.Signed(kind, Token).Headers.Keys.Except(delivery.Headers.Keys).ToList();
        foreach (var nonsense in new[] { "sha256=", "v1,", "v1,%%% v1", "-1", "99999999999999999999", "\u00e9\u00e9", new string('a', 64), $"sha256={new string('é', 64)}", new string(' ', 20_000) })
            IsSigned(names.Aggregate(delivery, (one, name) => one.With(name, nonsense)), Secret).ShouldBeFalse();
    }

    [Theory]
    [InlineData(-299, true)]
    [InlineData(299, true)]
    [InlineData(-301, false)]
    [InlineData(301, false)]
    public void A_signed_delivery_of_another_time_is_refused(int seconds, bool isTaken) =>
        IsSigned(ForgeDelivery.Push("gitlab signed").SignedByToken(Token, Now.AddSeconds(seconds)), Token, Now).ShouldBe(isTaken);

    [Fact]
    public void One_of_several_signatures_is_enough()
    {
        var delivery = ForgeDelivery.Push("gitlab signed").Signed("gitlab signed", Token);
        var right = delivery.Headers["webhook-signature"];

        IsSigned(delivery.With("webhook-signature", $"v1,AAAA v1a,BBBB {right}"), Token).ShouldBeTrue();
        IsSigned(delivery.With("webhook-signature", right.Replace("v1,", "v2,", StringComparison.Ordinal)), Token).ShouldBeFalse();
    }

    [Fact]
    public void Gitea_signs_what_is_in_a_form()
    {
        var json = ForgeDelivery.Push("gitea");
        var form = json.Signed("gitea", Secret) with { ContentType = "application/x-www-form-urlencoded", Body = $"payload={Uri.EscapeDataString(json.Body)}" };

        IsSigned(form, Secret).ShouldBeTrue();
        IsSigned((json with { Body = form.Body, ContentType = form.ContentType }).Signed("gitea", Secret), Secret).ShouldBeFalse();
    }

    [Fact]
    public void One_push_to_Bitbucket_may_move_several()
    {
        var delivery = ForgeDelivery.Bitbucket("ann/shop", ("refs/heads/main", false), ("refs/heads/old", true), ("refs/tags/v2", false));

        var push = Forge(delivery).Read(Headers(delivery), Bytes(delivery.Body)).ShouldBeOfType<Delivery.Push>();

        push.Events.Select(moved => $"{moved.Ref}{(moved.IsDeletion ? " gone" : "")}").ShouldBe(["refs/heads/main", "refs/heads/old gone", "refs/tags/v2"]);
    }

    [Fact]
    public void Of_many_commits_the_newest_are_kept_in_whichever_order_they_come()
    {
        var ids = Enumerable.Range(1, 40).Select(number => $"{number:x40}").ToList();
        string Body(IEnumerable<string> commits, string after) =>
            $$"""{"ref":"refs/heads/main","after":"{{after}}","repository":{"full_name":"ann/shop"},"commits":[{{string.Join(",", commits.Select(id => $$"""{"id":"{{id}}","message":"m"}"""))}}]}""";

        foreach (var order in new[] { ids, [.. Enumerable.Reverse(ids)] })
        {
            var pushed = GitHubPayload.Read(Bytes(Body(order, ids[^1])), tellsOfRef: true).Pushed.ShouldNotBeNull();

            pushed.Count.ShouldBe(40);
            pushed.Newest.Select(commit => commit.Id.Value).ShouldBe(ids.TakeLast(5));
        }
    }

    [Theory]
    [InlineData("X-Gitea-Event", "gitea")]
    [InlineData("X-Forgejo-Event", "gitea")]
    [InlineData("X-Gogs-Event", "gitea")]
    [InlineData("X-Gitlab-Event", "gitlab")]
    [InlineData("X-Event-Key", "bitbucket")]
    [InlineData("X-GitHub-Event", "github")]
    [InlineData("X-Hub-Signature-256", null)]
    public void A_forge_is_known_by_its_headers(string header, string? name) => (Forges.Of(Some.Headers((header, "push")))?.Name).ShouldBe(name);

    [Fact]
    public void The_younger_of_kin_is_not_taken_for_GitHub() =>
        (Forges.Of(Some.Headers(("X-GitHub-Event", "push"), ("X-Gitea-Event", "push")))?.Name).ShouldBe("gitea");

    private static (PushedRepository Repository, PushEvent Push) Read(ForgeDelivery delivery) =>
        Forge(delivery).Read(Headers(delivery), Bytes(delivery.Body)).ShouldBeOfType<Delivery.Push>() is var push ? (push.Repository, push.Events.ShouldHaveSingleItem()) : default;

    private static bool IsSigned(ForgeDelivery delivery, string secret, DateTimeOffset? now = null)
    {
        DeliveryBody.TryOpen(delivery.ContentType, Bytes(delivery.Body), MemoryPool<byte>.Shared, out var body).ShouldBeTrue();
        using (body)
            return Forge(delivery).IsSigned(Headers(delivery), body, Some.Secret(secret), now ?? DateTimeOffset.UtcNow);
    }

    private static IForge Forge(ForgeDelivery delivery) => Forges.Of(Headers(delivery)).ShouldNotBeNull();

    private static Microsoft.AspNetCore.Http.IHeaderDictionary Headers(ForgeDelivery delivery) => Some.Headers(delivery.Headers.Select(header => (header.Key, new StringValues(header.Value))));

    private static ReadOnlySequence<byte> Bytes(string text) => new(Encoding.UTF8.GetBytes(text));
}
