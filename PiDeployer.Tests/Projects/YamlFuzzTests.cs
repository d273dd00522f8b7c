using PiDeployer.Projects;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Projects;

public sealed class YamlFuzzTests
{
    private const string Good = """
        defaults: &defaults { branch: main, timeout: 5m }
        projects:
          - { name: shop, repo: ann/shop, path: /srv/shop, <<: *defaults }
          - name: "blog"
            repo: !!str 'ann/blog'
            path: |
              /srv/blog
            health_check: { enabled: yes, url: "http://localhost:${PORT:-80}" } # a comment
        """;

    private const string Pieces = "{}[]:,-#&*!|>'\"%@`\t\n \\?<0a~\u00e9";

    [Theory]
    [InlineData("projects:\n  - { name: shop,\nrepo: ann/shop, path: /srv }\n")]
    [InlineData("projects: !<> []\n")]
    [InlineData("projects: !")]
    public void What_the_scanner_stumbles_over_is_a_problem_with_a_place(string text) =>
        ProjectsYaml.Problems(text).ShouldHaveSingleItem().ShouldMatch(@"^projects\.yml:\d+:\d+: ");

    [Fact(Timeout = 180_000)]
    public void Whatever_stands_in_the_file_is_loaded_or_refused()
    {
        const int seed = 20261121;
        var random = new Random(seed);
        var refused = 0;
        for (var tried = 0; tried < 500; tried++)
        {
            var text = Mutated(random);
            var result = Should.NotThrow(() => ProjectsYaml.Load(text), text);
            refused += result is ProjectsFileResult.Invalid ? 1 : 0;
        }

        refused.ShouldBeGreaterThan(100);
    }

    private static string Mutated(Random random)
    {
        var text = Good;
        for (var changes = random.Next(1, 5); changes > 0; changes--)
        {
            var at = random.Next(text.Length);
            var cut = random.Next(0, Math.Min(4, text.Length - at));
            text = text.Remove(at, cut).Insert(at, Pieces[random.Next(Pieces.Length)].ToString());
        }

        return text;
    }
}
