using System.Buffers;
using System.Text;
using PiDeployer.Webhooks;

namespace PiDeployer.Tests.Webhooks;

public sealed class DeployCallTests
{
    private const string Hash = "0123456789abcdef0123456789abcdef01234567";

    [Theory]
    [InlineData("""{"stack":"media"}""")]
    [InlineData("""{"project":"media"}""")]
    [InlineData("""{"stack":"media","project":"media"}""")]
    [InlineData("""{"stack":null,"project":"media","service":null,"image":null}""")]
    [InlineData("""{"stack":"media","reason":{"deeply":["nested",1]}}""")]
    [InlineData("\n\t {\"st\\u0061ck\" : \"medi\\u0061\"}\n")]
    public void It_names_a_stack(string body)
    {
        var call = Call(body);

        call.Project?.Value.ShouldBe("media");
        call.Service.ShouldBeNull();
        call.Image.ShouldBeNull();
    }

    [Fact]
    public void It_names_a_service_and_what_it_shall_run()
    {
        var call = Call($$"""{"service":"portal","image":"registry.example.org/ann/portal:v2","repository":"ann/portal","commit":"{{Hash}}","message":"Mend the door","author":"Ann"}""");

        call.Project.ShouldBeNull();
        call.Service?.Value.ShouldBe("portal");
        call.Image?.Value.ShouldBe("registry.example.org/ann/portal:v2");
        call.Commit?.Id.Value.ShouldBe(Hash);
        call.Commit?.Message.ShouldBe("Mend the door");
        call.Commit?.Author.ShouldBe("Ann");
    }

    [Fact]
    public void It_names_a_service_of_one_stack()
    {
        var call = Call("""{"stack":"media","service":"web"}""");

        (call.Project?.Value, call.Service?.Value).ShouldBe(("media", "web"));
    }

    [Theory]
    [InlineData("main")]
    [InlineData("--upload-pack=x")]
    [InlineData("")]
    public void A_commit_that_is_none_is_left_out(string commit) => Call($$"""{"service":"portal","commit":"{{commit}}"}""").Commit.ShouldBeNull();

    [Theory]
    [InlineData("""{"stack":5}""", "'stack' is not a text")]
    [InlineData("""{"stack":["media"]}""", "'stack' is not a text")]
    [InlineData("""{"stack":true}""", "'stack' is not a text")]
    [InlineData("""{"stack":"media","project":{}}""", "'project' is not a text")]
    [InlineData("""{"stack":"media","service":7}""", "'service' is not a text")]
    [InlineData("""{"service":"portal","image":{"name":"x"}}""", "'image' is not a text")]
    [InlineData("""{"stack":null}""", "Invalid project key")]
    [InlineData("""{"stack":""}""", "Invalid project key")]
    [InlineData("""{"stack":"../x"}""", "Invalid project key")]
    [InlineData("""{"stack":"/etc"}""", "Invalid project key")]
    [InlineData("""{"stack":"a b"}""", "Invalid project key")]
    [InlineData("""{"stack":"a\u0000"}""", "Invalid project key")]
    [InlineData("""{"stack":"mediä"}""", "Invalid project key")]
    [InlineData("""{"stack":"media","project":"games"}""", "name two things")]
    [InlineData("""{"service":"-portal"}""", "'service' is not a name")]
    [InlineData("""{"service":"por tal"}""", "'service' is not a name")]
    [InlineData("""{"service":"portal","image":"--all"}""", "'image' is not a name")]
    [InlineData("""{"service":"portal","image":"portal:v2\n--all"}""", "'image' is not a name")]
    [InlineData("""{"service":"portal","image":""}""", "'image' is not a name")]
    [InlineData("""{"stack":"media","image":"portal:v2"}""", "'image' needs the 'service'")]
    public void What_names_nothing_usable_is_refused_and_told_why(string body, string reason) => Refusal(body).ShouldContain(reason);

    [Theory]
    [InlineData("""{"stack":"\ud800"}""")]
    [InlineData("""{"service":"portal","image":"\udc00"}""")]
    [InlineData("""{"service":"portal","message":"\ud800","commit":"0123456789abcdef0123456789abcdef01234567"}""")]
    [InlineData("""{"stack":"media","st\ud800ck":"x"}""")]
    public void Half_a_character_is_refused(string body) => Refusal(body).ShouldContain("not valid Unicode");

    [Fact]
    public void Bytes_that_are_no_text_are_refused()
    {
        var body = "{\"stack\":\"media?\"}"u8.ToArray();
        body[^3] = 0xff;

        DeployCall.Read(new ReadOnlySequence<byte>(body)).ShouldBeOfType<Delivery.Malformed>();
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"media\"")]
    [InlineData("{\"stack\":\"media\"")]
    [InlineData("stack=media")]
    [InlineData("""{"stack":"media"} {}""")]
    [InlineData("""{"Stack":"media"}""")]
    [InlineData("""{"image":"portal:v2"}""")]
    [InlineData("""{"nested":{"stack":"media"}}""")]
    [InlineData("""{"stack":{"name":"media"}}""")]
    public void Anything_else_is_no_call(string body) => DeployCall.Read(Bytes(body)).ShouldBeNull();

    [Theory]
    [InlineData("""{"ref":"refs/heads/main","repository":{"full_name":"ann/shop"},"service":"web"}""")]
    [InlineData("""{"repository":{"full_name":"ann/shop"},"stack":"media","project":"media"}""")]
    [InlineData("""{"object_kind":"push","project":{"id":1,"path_with_namespace":"ann/shop"},"repository":{"name":"shop"}}""")]
    [InlineData("""{"object_kind":"push","project":{"id":1,"path_with_namespace":"ann/shop"}}""")]
    public void What_a_forge_sends_is_no_call(string body) => DeployCall.Read(Bytes(body)).ShouldBeNull();

    [Fact]
    public void More_than_anybody_needs_to_name_a_thing_is_no_call()
    {
        DeployCall.Read(Bytes($$"""{"stack":"media","message":"{{new string('x', 60_000)}}"}""")).ShouldBeOfType<Delivery.Call>();
        DeployCall.Read(Bytes($$"""{"stack":"media","message":"{{new string('x', 70_000)}}"}""")).ShouldBeNull();
    }

    [Fact]
    public void Nesting_without_end_is_no_call() => DeployCall.Read(Bytes($$"""{"stack":"media","x":{{new string('[', 20_000)}}""")).ShouldBeNull();

    [Theory]
    [InlineData("", true)]
    [InlineData("stack=media", true)]
    [InlineData("[1]", true)]
    [InlineData("""{"message":"by hand"}""", true)]
    [InlineData("""{"ref":"refs/heads/main","repository":{"full_name":"ann/shop"}}""", true)]
    [InlineData("""{"service":"web",""", false)]
    [InlineData(" \n{\"service\":\"web\" \"image\"}", false)]
    [InlineData("""{"stack":"media"} {}""", false)]
    [InlineData("""{"repository":{}, "service"}""", false)]
    [InlineData("""{"\ud800tory":{}}""", false)]
    public void Only_what_can_have_named_nothing_may_be_ignored(string body, bool may) => DeployCall.MayBeIgnored(Bytes(body)).ShouldBe(may);

    [Fact]
    public void What_is_too_long_to_be_a_call_may_be_ignored_where_it_is_a_forges()
    {
        DeployCall.MayBeIgnored(Bytes($$"""{"service":"web","image":"{{new string('x', 70_000)}}"}""")).ShouldBeFalse();
        DeployCall.MayBeIgnored(Bytes($$"""{"commits":"{{new string('x', 70_000)}}","repository":{"full_name":"ann/shop"} }""")).ShouldBeTrue();
    }

    private static DeployCall Call(string body) => DeployCall.Read(Bytes(body)).ShouldBeOfType<Delivery.Call>().Wish;

    private static string Refusal(string body) => DeployCall.Read(Bytes(body)).ShouldBeOfType<Delivery.Malformed>().Reason;

    private static ReadOnlySequence<byte> Bytes(string text) => new(Encoding.UTF8.GetBytes(text));
}
