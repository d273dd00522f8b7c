using System.Text;
using System.Text.Json.Nodes;

namespace PiDeployer.Tests.Infra;

/// <summary>
/// The deliveries that GitHub's own libraries are tested with, of every event that there is, and signed by the library that they belong to. Of their pushes to a branch
/// all make the branch; those that move, force and remove it are made from one of these.
/// </summary>
internal sealed record GitHubExample(string Event, string Signature, string Body)
{
    private const string Signing =
        """
        import { sign } from '@octokit/webhooks-methods';
        import { createRequire } from 'node:module';
        import { writeFileSync } from 'node:fs';
        const [secret, file] = process.argv.slice(-2);
        const all = createRequire(process.cwd() + '/')('@octokit/webhooks-examples/api.github.com/index.json').flatMap(({ name, examples }) => examples.map(payload => ({ name, payload })));
        const made = all.find(({ name, payload }) => name === 'push' && payload.ref === 'refs/heads/master').payload;
        const moved = { ...made, created: false, before: 'a10867b14bb761a232cd80139fbd4c0d33264240' };
        const derived = [
          moved,
          { ...moved, forced: true },
          { ...moved, ref: 'refs/heads/next' },
          { ...moved, deleted: true, before: made.after, after: '0'.repeat(40), head_commit: null, commits: [] },
        ];
        const lines = [];
        for (const { name, payload } of [...all, ...derived.map(payload => ({ name: 'push', payload }))]) {
          const body = JSON.stringify(payload);
          lines.push(JSON.stringify({ event: name, signature: await sign(secret, body), body }));
        }
        writeFileSync(file, lines.join('\n'));
        """;

    private static readonly string? Folder = Environment.GetEnvironmentVariable("PIDEPLOYER_EXAMPLES");

    /// <summary>Why there are none; null when there are.</summary>
    public static string? MissingReason =>
        Environment.GetEnvironmentVariable("PIDEPLOYER_NO_EXAMPLES") is { Length: > 0 } reason ? reason : Folder is null ? "test.sh fetches the examples" : null;

    private JsonObject Payload => JsonNode.Parse(Body).ShouldBeOfType<JsonObject>();

    /// <summary>Null when it is of none.</summary>
    public string? Repository => (string?)Payload["repository"]?["full_name"];

    /// <summary>Null when it is of none, or the branch is gone.</summary>
    public string? PushedRef => Event == "push" && (bool?)Payload["deleted"] == false ? Payload.Text("ref") : null;

    public Webhook Delivery => Webhook.Of(Body) with { Event = Event, Signature = Signature, Id = $"{Guid.NewGuid()}" };

    /// <summary>All of them, signed with <see cref="RunningServer.Secret"/>.</summary>
    public static IReadOnlyList<GitHubExample> All()
    {
        using var folder = new TempDirectory();
        var file = folder.File("signed");
        Shell.Run("bash", "-c", "cd \"$0\" && exec node --input-type=module - \"$2\" \"$3\" <\"$1\"", Folder ?? "", folder.Write("sign.mjs", Signing), RunningServer.Secret, file);
        return [.. File.ReadLines(file, Encoding.UTF8).Select(line => JsonNode.Parse(line)).Select(line => new GitHubExample(line.Text("event"), line.Text("signature"), line.Text("body")))];
    }
}
