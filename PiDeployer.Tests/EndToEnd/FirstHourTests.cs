using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>The documents' own commands in a fresh Debian, from nothing to a live push and back to nothing.</summary>
[Trait("Category", "EndToEnd")]
[Trait("Build", "Native")]
[Takes(35)]
public sealed class FirstHourTests : IDisposable
{
    private const string FirstChapter = "Put it on a Pi";

    private readonly TempDirectory shared = new();

    [Fact(Timeout = 540_000)]
    public async Task Every_documented_command_works_when_it_is_pasted_and_in_the_end_nothing_is_left()
    {
        Skip();
        await using var pi = await FreshMachine.BootAsync(shared);
        var before = pi.Traces();
        var blocks = DocumentedBlock.All().Where(block => !Excuses.All.Keys.Any(block.Text.StartsWith)).ToList();
        List<DocumentedBlock> Take(Predicate<DocumentedBlock> which)
        {
            var taken = blocks.FindAll(which);
            blocks.RemoveAll(which);
            return taken;
        }

        var ends = Take(block => block.Chapter == "Uninstall");
        foreach (var block in Take(block => block.Chapter == FirstChapter))
        {
            Paste(pi, block);
            if (block.Text.Contains("ssh-keygen", StringComparison.Ordinal))
                pi.AllowDeployKey("/home/pi/.ssh/id_ed25519.pub");
        }

        var deployed = await ShouldDeployAsync(pi, "Good evening.");
        var started = pi.Show("ExecMainPID");
        var secret = pi.As("pi", "grep ^GITHUB_WEBHOOK_SECRET= /opt/pi-deployer/.env | cut -d= -f2");
        var again = pi.As("pi", "sudo pi-deployer install");
        again.ShouldContain("Everything is there already; nothing to change.");
        again.ShouldNotContain(secret, Case.Sensitive, "no log keeps what a person has to see");
        pi.As("pi", "script -qec 'sudo pi-deployer install' /dev/null").ShouldContain(secret, Case.Sensitive, "a terminal shows it");
        pi.Show("ExecMainPID").ShouldBe(started, "nothing was changed, so nothing was restarted");

        foreach (var block in blocks)
        {
            Paste(pi, block, deployed);
            await pi.IdleAsync();
        }

        Paste(pi, ends[0]).ShouldContain("Kept: /opt/pi-deployer/.env");
        pi.TryRoot("systemctl", "cat", "pi-deployer").Code.ShouldNotBe(0);
        pi.Root("ls", "-A", "/opt/pi-deployer").ShouldBe(".env\nprojects.schema.json\nprojects.yml");
        Paste(pi, ends[1]);
        pi.Traces().Except(before).ShouldBeEmpty("what is left");
        before.Except(pi.Traces()).ShouldBeEmpty("what was taken along");
    }

    /// <summary>For everybody who writes a document: see <see cref="Excuses"/>.</summary>
    [Fact]
    public void Whatever_is_not_executed_has_a_reason_and_no_reason_is_older_than_its_command()
    {
        var blocks = DocumentedBlock.All();

        blocks.Count.ShouldBeGreaterThan(15, "The search found next to nothing, so it proves nothing.");
        foreach (var (beginning, reason) in Excuses.All)
        {
            reason.ShouldNotBeEmpty();
            blocks.Count(block => block.Text.StartsWith(beginning, StringComparison.Ordinal)).ShouldBe(1, $"Excuses has '{beginning}', which begins so many blocks.");
        }

        foreach (var own in Excuses.ReadersOwn.Keys)
            blocks.ShouldContain(block => block.Text.Contains(own, StringComparison.Ordinal), $"Excuses has '{own}', which is in no block.");
    }

    [Fact]
    public void No_command_hides_behind_another_name_for_bash() =>
        DocumentedBlock.Languages().Distinct().ShouldBeSubsetOf(["", "bash", "yaml", "json"], "Commands are fenced as ```bash, so that they are found and executed.");

    public void Dispose() => shared.Dispose();

    private static void Skip()
    {
        Assert.SkipUnless(ProgramUnderTest.IsNative, "What is installed is one native binary; the run against that has this test.");
        Assert.SkipWhen(SystemdMachine.FreshMissingReason is not null, SystemdMachine.FreshMissingReason ?? "");
    }

    /// <summary>The commands as they stand there, but for what is the reader's own.</summary>
    private static string Paste(FreshMachine pi, DocumentedBlock block, string deployed = "")
    {
        var text = block.Text;
        foreach (var (theirs, ours) in Excuses.ReadersOwn)
            text = text.Replace(theirs, ours, StringComparison.Ordinal);

        // The chapters need not be read in their order, and one of them says how to get the token.
        var token = text.Contains("$TOKEN", StringComparison.Ordinal) && !text.Contains("TOKEN=", StringComparison.Ordinal) ? "TOKEN=$(grep ^DEPLOY_TOKEN= /opt/pi-deployer/.env | cut -d= -f2)\n" : "";
        var user = text.StartsWith("ssh ", StringComparison.Ordinal) || text.StartsWith("scp ", StringComparison.Ordinal) ? "ann" : "pi";
        var (code, output) = pi.TryAs(user, $"DEPLOYED={deployed}\n{token}{text}");
        var remedy = $"Mend {block.Place}, or see the comment in PiDeployer.Tests/Infra/Excuses.cs.";
        code.ShouldBe(0, $"{remedy}\n{block.Text}\nsaid:\n{output}\n{pi.Journal()}");
        output.ShouldNotContain("{\"error\"", Case.Sensitive, $"{remedy}\n{block.Text}\nwas answered with an error:\n{output}");
        return output;
    }

    /// <returns>The deployment's id.</returns>
    private static async Task<string> ShouldDeployAsync(FreshMachine pi, string page)
    {
        var secret = pi.As("pi", "grep ^GITHUB_WEBHOOK_SECRET= /opt/pi-deployer/.env | cut -d= -f2");
        secret.Length.ShouldBe(64);
        var answer = pi.Push(page, secret);
        answer.ShouldContain("\"status\":\"accepted\"");
        await pi.IdleAsync();
        pi.Root("cat", "/home/pi/my-blog/index.html").ShouldBe(page, pi.Journal());
        return System.Text.Json.Nodes.JsonNode.Parse(answer)?["id"]?.GetValue<string>() ?? throw new InvalidOperationException(answer);
    }
}
