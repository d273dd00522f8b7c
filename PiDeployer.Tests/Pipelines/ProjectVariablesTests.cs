using PiDeployer.Pipelines;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Pipelines;

public sealed class ProjectVariablesTests : IDisposable
{
    private readonly TempDirectory folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_the_entry_says_wins_over_its_files_and_the_later_file_over_the_earlier()
    {
        folder.Write("first.env", "A=first\nB=first\nC=first\nD=${A} and ${E}\n");
        var second = folder.Write("second.env", "export B='second'\nF=second\n");
        folder.Write("secret", "from a file\r\n\n");

        var (values, _, problems) = Read($"env: {{ C: entry, E: entry, F_FILE: secret }}, env_file: [first.env, '{second}']");

        problems.ShouldBeEmpty();
        values.OrderBy(variable => variable.Key, StringComparer.Ordinal).Select(variable => $"{variable.Key}={variable.Value}")
            .ShouldBe(["A=first", "B=second", "C=entry", "D=first and entry", "E=entry", "F=from a file"]);
    }

    [Fact]
    public void Every_file_that_cannot_be_read_is_named_with_its_field_and_no_value_is()
    {
        folder.Write("spoiled.env", "GOOD=1\nnot a name=hunter2\nDEPLOYER_BRANCH=hunter2\n");
        folder.Write("zero.env", "A=hunter2\0");
        folder.Write("empty", "\n");
        folder.Write("large", new string('x', 64 * 1024 + 1));

        var (_, _, problems) = Read("env: { A_FILE: gone, B_FILE: empty, C_FILE: large, D_FILE: / }, env_file: [gone.env, spoiled.env, zero.env]");

        problems.Order(StringComparer.Ordinal).ShouldBe(
        [
            $"env.A_FILE: there is no file {folder.File("gone")}",
            "env.B_FILE: empty is empty",
            $"env.C_FILE: {folder.File("large")} is no regular file, or larger than 64 KiB",
            "env.D_FILE: / is no regular file, or larger than 64 KiB",
            $"env_file: {folder.File("zero.env")} holds a zero byte; was it damaged?",
            "env_file: spoiled.env: DEPLOYER_BRANCH is one of the names that are given to every deployment, and cannot be set",
            "env_file: spoiled.env:2: expected NAME=value",
            $"env_file: there is no file {folder.File("gone.env")}",
        ]);
    }

    [Fact]
    public void Of_files_that_are_excused_all_that_can_be_read_counts_and_nothing_is_a_problem()
    {
        folder.Write("spoiled.env", "GOOD=1\nDEPLOYER_BRANCH=other\nnot a name=1\nOPEN='never closed\n");
        folder.Write("zero.env", "ZERO=1\0");
        folder.Write("empty", "\n");

        var (values, _, problems) = Read("env: { A: here, B_FILE: gone, C_FILE: empty, D_FILE: / }, env_file: [gone.env, spoiled.env, zero.env]", path => path.StartsWith(folder.Path, StringComparison.Ordinal));

        values.Keys.Order(StringComparer.Ordinal).ShouldBe(["A", "C", "GOOD"]);
        problems.ShouldBe(["env.D_FILE: / is no regular file, or larger than 64 KiB"]);
    }

    [Fact]
    public void Secrets_are_what_comes_from_a_file_of_its_own_what_is_called_so_and_passwords_in_addresses()
    {
        folder.Write("certificate", "-----BEGIN-----\nabcdef\n");
        folder.Write(".env", "API_TOKEN=t0ken\nTZ=Europe/Berlin\n");

        var (_, secrets, _) = Read("env: { CERT_FILE: certificate, URL: 'postgres://shop:p4ss@db/shop', CONNECTION: 'Server=db; Password = 0pen; Port=1', DB_PASSWORD: h3re, TOKEN_AUTH: true, KEY_SIZE: 4096, LONG_KEY: 123456 }, env_file: .env");

        secrets.Select(secret => secret.Reveal()).Order(StringComparer.Ordinal).ShouldBe(["-----BEGIN-----\nabcdef", "0pen", "123456", "h3re", "p4ss", "t0ken"]);
    }

    [Theory(Timeout = 180_000)]
    [InlineData(' ')]
    [InlineData('=')]
    [InlineData(':')]
    [InlineData('a')]
    public async Task Whatever_stands_in_a_file_without_end_takes_no_time(char endless)
    {
        folder.Write(".env", $"A=\"password=0pen {new string(endless, 1_000_000)}\"\n");

        var (_, secrets, _) = await Task.Run(() => Read("env_file: .env"), TestContext.Current.CancellationToken).WaitAsync(Eventually.Patience, TestContext.Current.CancellationToken);

        secrets.ShouldHaveSingleItem().Reveal().ShouldBe("0pen");
    }

    private (IReadOnlyDictionary<string, string> Values, IReadOnlyList<PiDeployer.Values.Secret> Secrets, IReadOnlyList<string> Problems) Read(string fields, Func<string, bool>? isExcused = null)
    {
        var project = ProjectsYaml.Project($"projects: [{{ name: shop, repo: ann/shop, path: '{folder.Path}', {fields} }}]");
        var (values, secrets, problems) = ProjectVariables.Read(project, isExcused ?? (_ => false));
        return (values, secrets, problems);
    }
}
