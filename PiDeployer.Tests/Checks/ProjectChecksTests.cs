using PiDeployer.Checks;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Checks;

public sealed class ProjectChecksTests : IDisposable
{
    private readonly CheckRig rig = new(hasCheckout: false);

    private string Script => Path.Combine(rig.Folder, "shop", "deploy.sh");

    [Fact(Timeout = 180_000)]
    public async Task A_script_can_be_started_or_is_told_of()
    {
        (await rig.LookAsync()).IsWell("script");

        await File.WriteAllTextAsync(Script, "#!/usr/bin/python9\n");
        (await rig.LookAsync()).Only("script", Severity.Error, "interpreter /usr/bin/python9 not found").Mend.ShouldBe("install that interpreter, or correct the script's first line");

        await File.WriteAllTextAsync(Script, "#!/bin/bash\r\necho\r\n");
        (await rig.LookAsync()).Only("script", Severity.Error, "because the file has Windows line ends").Mend.ShouldBe($"sed -i 's/\\r$//' {Script}");

        File.SetUnixFileMode(Script, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await rig.LookAsync()).Only("script", Severity.Error, "permission denied").Mend.ShouldBe($"chmod +x {Script}");

        File.Delete(Script);
        (await rig.LookAsync()).Only("script", Severity.Error, "no such file").Where.ShouldBe(Script);

        Directory.Delete(Path.Combine(rig.Folder, "shop"));
        (await rig.LookAsync()).Only("folder", Severity.Error, "There is no such folder");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_script_that_is_pulled_is_mended_where_it_is_committed_and_what_a_link_leads_to_is_left_alone()
    {
        rig.Projects = rig.Projects.Replace("script-only", "pull-only", StringComparison.Ordinal);
        await File.WriteAllTextAsync(Script, "#!/bin/bash\r\necho\r\n");
        (await rig.LookAsync(quick: true)).Only("script", Severity.Error, "because the file has Windows line ends").Mend.ShouldBe(
            "commit and push it with Unix line ends: a line `*.sh text eol=lf` in .gitattributes, then `git add --renormalize .`");

        File.SetUnixFileMode(Script, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await rig.LookAsync(quick: true)).Only("script", Severity.Error, "permission denied").Mend.ShouldBe(
            $"commit and push its run bit: `git update-index --chmod=+x deploy.sh`; where git does not track it: chmod +x {Script}");

        var target = rig.Write("elsewhere.sh", "");
        File.Delete(Script);
        File.CreateSymbolicLink(Script, target);
        (await rig.LookAsync(quick: true)).Only("script", Severity.Error, "permission denied").Mend.ShouldBe($"it is a link to {target}, which is not the project's to change: put the script itself there");
    }

    [Fact(Timeout = 180_000)]
    public async Task The_files_with_its_variables_can_be_read()
    {
        rig.Project("env_file: [shop.env]");
        (await rig.LookAsync()).Only("variables", Severity.Error, "env_file: there is no file ");

        rig.Write("shop/shop.env", "A=1\n");
        (await rig.LookAsync()).IsWell("variables");
    }

    [Fact(Timeout = 180_000)]
    public async Task The_health_check_s_address_answers()
    {
        using (var service = new HealthListener(200))
        {
            rig.Project($"health_check: {{ enabled: true, url: '{service.Url}', retries: 9 }}");
            (await rig.LookAsync()).IsWell("health");
            service.Asked.ShouldBe(1);
        }

        (await rig.LookAsync()).Only("health", Severity.Warning, "The health check's address could not be reached");
        (await rig.LookAsync(quick: true)).Findings.ShouldNotContain(finding => finding.Check == "health");
    }

    [Fact(Timeout = 180_000)]
    public async Task Compose_reads_the_project_s_files_with_the_project_s_variables()
    {
        Assert.SkipUnless(DockerImages.MissingReason is null, DockerImages.MissingReason ?? "");
        rig.Projects = $"projects: [{{ name: shop, path: '{rig.Folder}/shop', deploy_mode: compose-update, env_file: [shop.env] }}]";
        (await rig.LookAsync()).Only("compose", Severity.Error, "There is no compose file");

        rig.Write("shop/compose.yaml", "services: { web: { image: \"${IMAGE:?who is it}\", environment: { PASSWORD: hunter22 } } }");
        (await rig.LookAsync()).Only("compose", Severity.Error, "Compose does not understand the project's files").Mend.ShouldBe("see what it says there: docker compose config --quiet");

        rig.Write("shop/shop.env", "IMAGE=shop:1\n");
        (await rig.LookAsync()).IsWell("compose");

        rig.Projects = rig.Projects.Replace("env_file: [shop.env]", "compose_files: [other.yaml]", StringComparison.Ordinal);
        (await rig.LookAsync()).Only("compose", Severity.Error, "There is no compose file other.yaml");
    }

    public void Dispose() => rig.Dispose();
}
