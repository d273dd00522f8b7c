using System.Buffers;
using System.Text;
using PiDeployer.Http;
using PiDeployer.Tests.Infra;
using PiDeployer.Values;

namespace PiDeployer.Tests.Http;

public sealed class CredentialsTests
{
    private static readonly Credentials Ours = new(Some.Secret("token"), Some.Secret("global"));

    [Fact]
    public void An_empty_body_signs_the_name_and_any_other_body_itself()
    {
        Encoding.UTF8.GetString(Credentials.SignedPart(ReadOnlySequence<byte>.Empty, "media").ToArray()).ShouldBe("media");
        Encoding.UTF8.GetString(Credentials.SignedPart(new ReadOnlySequence<byte>(" "u8.ToArray()), "media").ToArray()).ShouldBe(" ");
    }

    [Fact]
    public void Without_a_secret_nobody_can_sign()
    {
        var without = new Credentials(Some.Secret("token"), null);

        without.IsSigned(_ => true).ShouldBeFalse();
        without.SignedFor([Some.Project()], _ => true).ShouldBeEmpty();
    }

    [Fact]
    public void A_project_s_own_secret_takes_the_place_of_the_global_one()
    {
        var (own, other) = (Some.Project("own") with { WebhookSecrets = [Some.Secret("its own")] }, Some.Project("other"));

        Ours.SignedFor([own, other], With("global")).ShouldBe([other]);
        Ours.SignedFor([own, other], With("its own")).ShouldBe([own]);
        Ours.SignedFor([own, other], With("another")).ShouldBeEmpty();
    }

    [Fact]
    public void Each_of_several_secrets_is_as_good_as_the_others()
    {
        var rotating = Some.Project() with { WebhookSecrets = [Some.Secret("new"), Some.Secret("old")] };

        Ours.SignedFor([rotating], With("new")).ShouldBe([rotating]);
        Ours.SignedFor([rotating], With("old")).ShouldBe([rotating]);
        Ours.SignedFor([rotating], With("global")).ShouldBeEmpty();
    }

    [Fact]
    public void A_secret_that_several_share_is_tried_once()
    {
        var tries = new List<string>();
        var projects = Enumerable.Range(0, 5).Select(number => Some.Project($"p{number}") with { WebhookSecrets = [Some.Secret("a"), Some.Secret("b")] });

        Ours.SignedFor(projects, secret =>
        {
            tries.Add(secret.Reveal());
            return secret.Reveal() == "b";
        }).Length.ShouldBe(5);
        tries.ShouldBe(["a", "b"]);
    }

    private static Func<Secret, bool> With(string right) => secret => secret.Reveal() == right;
}
