using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace PiDeployer.Tests.Infra;

/// <summary>A delivery with the headers and the members that each forge documents. It is signed here, so that the program's own code is not what proves it right.</summary>
internal sealed record ForgeDelivery(ImmutableDictionary<string, string> Headers, string Body)
{
    public const string First = "95790bf891e76fee5e1747ab589903a6a1f80f22";
    public const string Second = "da1560886d4f094c3e6c9ef40349f7d38b5d27d7";
    public const string Nothing = "0000000000000000000000000000000000000000";

    /// <summary>The kinds of forges, as the tests name them.</summary>
    public static TheoryData<string> Kinds => ["gitea", "forgejo", "gogs", "gitlab", "gitlab signed", "bitbucket"];

    public string ContentType { get; init; } = "application/json";

    /// <summary>A push of two commits, the second of which is new there.</summary>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="repository">Its full name.</param>
    /// <param name="reference">What moved, whole.</param>
    /// <param name="deleted">Whether it is gone.</param>
    public static ForgeDelivery Push(string kind, string repository = "ann/shop", string reference = "refs/heads/main", bool deleted = false) => kind switch
    {
        "gitea" => Gitea(deleted ? "delete" : "push", repository, reference, "X-Gitea", "X-Gogs", "X-GitHub"),
        "forgejo" => Gitea(deleted ? "delete" : "push", repository, reference, "X-Forgejo", "X-Gitea", "X-Gogs", "X-GitHub"),
        "gogs" => Gitea(deleted ? "delete" : "push", repository, reference, "X-Gogs"),
        "gitlab" or "gitlab signed" => GitLab(reference.StartsWith("refs/tags/", StringComparison.Ordinal) ? "tag_push" : "push", repository, reference, deleted),
        "bitbucket" => Bitbucket(repository, (reference, deleted)),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };

    /// <summary>Something that is no push.</summary>
    public static ForgeDelivery Other(string kind, string repository) => kind switch
    {
        "bitbucket" => Push(kind, repository).With("X-Event-Key", "repo:fork"),
        "gitlab" or "gitlab signed" => GitLab("issue", repository, "refs/heads/main", deleted: false),
        _ => Push(kind, repository) is var push ? push with { Headers = push.Headers.SetItems(push.Headers.Keys.Where(name => name.EndsWith("-Event", StringComparison.Ordinal)).Select(name => KeyValuePair.Create(name, "issues"))) } : throw new InvalidOperationException(),
    };

    public static ForgeDelivery Bitbucket(string repository, params (string Reference, bool Deleted)[] changes) => new(
        ImmutableDictionary<string, string>.Empty
            .Add("User-Agent", "Bitbucket-Webhooks/2.0").Add("X-Event-Key", "repo:push").Add("X-Attempt-Number", "1")
            .Add("X-Hook-UUID", $"{Guid.NewGuid()}").Add("X-Request-UUID", $"{Guid.NewGuid()}"),
        $$"""
        {
          "push": { "changes": [{{string.Join(", ", changes.Select(change => BitbucketChange(repository, change.Reference, change.Deleted)))}}] },
          "repository": {
            "type": "repository", "full_name": "{{repository}}", "name": "shop", "is_private": true, "scm": "git",
            "links": { "self": { "href": "https://api.bitbucket.example/2.0/repositories/{{repository}}" }, "html": { "href": "https://bitbucket.example/{{repository}}" } },
            "owner": { "display_name": "Ann", "type": "user" }
          },
          "actor": { "display_name": "Ann Author", "nickname": "ann", "type": "user" }
        }
        """);

    public ForgeDelivery With(string header, string value) => this with { Headers = Headers.SetItem(header, value) };

    /// <summary>Signed in the kind's own way.</summary>
    public ForgeDelivery Signed(string kind, string secret) => kind switch
    {
        "gitlab" => With("X-Gitlab-Token", secret),
        "gitlab signed" => SignedByToken(secret, DateTimeOffset.UtcNow),
        "bitbucket" => With("X-Hub-Signature", $"sha256={Digest(secret, Body)}"),
        _ => WithKinsSignatures(Digest(secret, Body)),
    };

    /// <summary>Signed by the Standard Webhooks scheme.</summary>
    /// <param name="secret">Of the form <c>whsec_BASE64</c>.</param>
    /// <param name="at">When it says that it was sent.</param>
    public ForgeDelivery SignedByToken(string secret, DateTimeOffset at)
    {
        var (id, time) = (Headers["Idempotency-Key"], $"{at.ToUnixTimeSeconds()}");
        var digest = HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), Encoding.UTF8.GetBytes($"{id}.{time}.{Body}"));
        return With("webhook-id", id).With("webhook-timestamp", time).With("webhook-signature", $"v1,{Convert.ToBase64String(digest)}");
    }

    /// <summary>What Gitea and its kin send where there is no secret, and the others not at all.</summary>
    public ForgeDelivery SignedWithNothing(string kind) => kind switch
    {
        "gitlab" => With("X-Gitlab-Token", ""),
        "gitlab signed" => With("webhook-id", "").With("webhook-timestamp", "").With("webhook-signature", ""),
        "bitbucket" => With("X-Hub-Signature", ""),
        _ => WithKinsSignatures(""),
    };

    public HttpRequestMessage ToRequest(string path = "/deploy")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(Body, Encoding.UTF8) };
        request.Content.Headers.Remove("Content-Type");
        request.Content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
        foreach (var (name, value) in Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    public static string Digest(string secret, string text) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(text)));

    /// <summary>Those with GitHub's headers sign for those too.</summary>
    private ForgeDelivery WithKinsSignatures(string digest)
    {
        var signed = Headers.Keys.Where(name => name.EndsWith("-Event", StringComparison.Ordinal) && name != "X-GitHub-Event")
            .Aggregate(this, (delivery, name) => delivery.With(name.Replace("-Event", "-Signature", StringComparison.Ordinal), digest));
        return Headers.ContainsKey("X-GitHub-Event") ? signed.With("X-Hub-Signature-256", digest.Length == 0 ? "sha256=" : $"sha256={digest}") : signed;
    }

    private static ForgeDelivery Gitea(string eventName, string repository, string reference, params string[] prefixes)
    {
        var delivery = $"{Guid.NewGuid()}";
        var headers = prefixes.SelectMany(prefix => new[] { ($"{prefix}-Event", eventName), ($"{prefix}-Delivery", delivery) })
            .ToImmutableDictionary(header => header.Item1, header => header.Item2);
        var repositoryJson = $$"""
            {
                "id": 140, "owner": { "id": 1, "login": "ann", "full_name": "Ann Author", "email": "ann@example.org", "username": "ann" }, "name": "shop", "full_name": "{{repository}}",
                "private": false, "fork": false, "html_url": "http://git.example:3000/{{repository}}", "ssh_url": "ssh://git@git.example:2222/{{repository}}.git",
                "clone_url": "http://git.example:3000/{{repository}}.git", "default_branch": "main"
              }
            """;
        if (eventName == "delete")
        {
            var (type, name) = reference.StartsWith("refs/tags/", StringComparison.Ordinal) ? ("tag", reference["refs/tags/".Length..]) : ("branch", reference["refs/heads/".Length..]);
            return new ForgeDelivery(headers, $$"""{ "ref": "{{name}}", "ref_type": "{{type}}", "pusher_type": "user", "repository": {{repositoryJson}}, "sender": { "login": "ann" } }""");
        }

        var head = GiteaCommit(repository, Second, "Mend the till");
        return new ForgeDelivery(headers, $$"""
            {
              "ref": "{{reference}}", "before": "28e1879d029cb852e4844d9c718537df08844e03", "after": "{{Second}}",
              "compare_url": "http://git.example:3000/{{repository}}/compare/28e1879d029c...{{Second[..12]}}",
              "commits": [{{head}}, {{GiteaCommit(repository, First, "Add a till\n\nIt rings.")}}],
              {{(prefixes is ["X-Gogs"] ? "" : $"\"total_commits\": 24, \"head_commit\": {head},")}}
              "repository": {{repositoryJson}},
              "pusher": { "id": 1, "login": "ann", "full_name": "Ann Author" }, "sender": { "id": 1, "login": "ann", "full_name": "Ann Author" }
            }
            """);
    }

    private static string GiteaCommit(string repository, string id, string message) => $$"""
        {
          "id": "{{id}}", "message": {{Quoted(message)}}, "url": "http://git.example:3000/{{repository}}/commit/{{id}}",
          "author": { "name": "Ann Author", "email": "ann@example.org", "username": "ann" }, "committer": { "name": "Somebody Else", "email": "else@example.org" },
          "timestamp": "2026-03-13T13:52:11-04:00", "added": [], "removed": [], "modified": ["README.md"]
        }
        """;

    private static ForgeDelivery GitLab(string kind, string repository, string reference, bool deleted) => new(
        ImmutableDictionary<string, string>.Empty
            .Add("User-Agent", "GitLab/18.4.0").Add("X-Gitlab-Instance", "https://gitlab.example").Add("X-Gitlab-Webhook-UUID", "02affd2d-2cba-4033-917d-ec22d5dc4b38")
            .Add("X-Gitlab-Event-UUID", $"{Guid.NewGuid()}").Add("Idempotency-Key", $"{Guid.NewGuid()}")
            .Add("X-Gitlab-Event", kind switch { "push" => "Push Hook", "tag_push" => "Tag Push Hook", _ => "Issue Hook" }),
        $$"""
        {
          "object_kind": "{{kind}}", "event_name": "{{kind}}", "before": "{{First}}", "after": "{{(deleted ? Nothing : Second)}}", "ref": "{{reference}}", "ref_protected": true,
          "checkout_sha": {{(deleted ? "null" : $"\"{Second}\"")}}, "user_id": 4, "user_name": "Ann Author", "user_username": "ann", "project_id": 15,
          "project": {
            "id": 15, "name": "shop", "description": "", "web_url": "https://gitlab.example/{{repository}}", "git_ssh_url": "git@gitlab.example:{{repository}}.git",
            "git_http_url": "https://gitlab.example/{{repository}}.git", "namespace": "Ann", "visibility_level": 0, "path_with_namespace": "{{repository}}", "default_branch": "main"
          },
          "repository": { "name": "shop", "url": "git@gitlab.example:{{repository}}.git", "homepage": "https://gitlab.example/{{repository}}", "visibility_level": 0 },
          "commits": [{{(deleted ? "" : $"{GitLabCommit(repository, First, "Add a till\n\nIt rings.")}, {GitLabCommit(repository, Second, "Mend the till")}")}}],
          "total_commits_count": {{(deleted ? 0 : 24)}}
        }
        """);

    private static string GitLabCommit(string repository, string id, string message) => $$"""
        {
          "id": "{{id}}", "message": {{Quoted(message)}}, "title": {{Quoted(message.Split('\n')[0])}}, "timestamp": "2026-12-12T14:27:31+02:00",
          "url": "https://gitlab.example/{{repository}}/-/commit/{{id}}", "author": { "name": "Ann Author", "email": "ann@example.org" },
          "added": ["CHANGELOG"], "modified": ["app/till.rb"], "removed": []
        }
        """;

    private static string BitbucketChange(string repository, string reference, bool deleted)
    {
        var (type, name) = reference.StartsWith("refs/tags/", StringComparison.Ordinal) ? ("tag", reference["refs/tags/".Length..]) : ("branch", reference["refs/heads/".Length..]);
        string At(string commit, string message) => $$"""{ "type": "{{type}}", "name": "{{name}}", "target": {{BitbucketCommit(repository, commit, message)}}, "links": { "html": { "href": "https://bitbucket.example/{{repository}}/branch/{{name}}" } } }""";
        return $$"""
            {
              "new": {{(deleted ? "null" : At(Second, "Mend the till"))}}, "old": {{At(First, "Add a till")}}, "created": false, "forced": false, "closed": {{(deleted ? "true" : "false")}},
              "links": { "html": { "href": "https://bitbucket.example/{{repository}}/branches/compare/{{Second}}..{{First}}" }, "diff": { "href": "https://api.bitbucket.example/diff" } },
              "commits": [{{(deleted ? "" : $"{BitbucketCommit(repository, Second, "Mend the till")}, {BitbucketCommit(repository, First, "Add a till\n\nIt rings.")}")}}], "truncated": false
            }
            """;
    }

    private static string BitbucketCommit(string repository, string id, string message) => $$"""
        {
          "hash": "{{id}}", "type": "commit", "message": {{Quoted(message)}}, "date": "2026-06-09T03:34:49+00:00", "parents": [{ "type": "commit", "hash": "{{Nothing}}" }],
          "author": { "type": "author", "raw": "Ann Author <ann@example.org>", "user": { "display_name": "Ann Author", "nickname": "ann", "type": "user" } },
          "links": { "self": { "href": "https://api.bitbucket.example/{{id}}" }, "html": { "href": "https://bitbucket.example/{{repository}}/commits/{{id}}" } }
        }
        """;

    private static string Quoted(string text) => $"\"{text.Replace("\n", "\\n", StringComparison.Ordinal)}\"";
}
