using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using PiDeployer.Checks;
using PiDeployer.Tests.Infra;
using PiDeployer.Values;

namespace PiDeployer.Tests.Checks;

public sealed class ConfiguredChecksTests : IDisposable
{
    private const UnixFileMode Mine = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly CheckRig rig = new(hasCheckout: false);

    [Fact(Timeout = 180_000)]
    public async Task An_env_that_others_can_read_is_told_of()
    {
        (await rig.LookAsync(quick: true)).IsWell("files");

        File.SetUnixFileMode(rig.EnvFile, Mine | UnixFileMode.OtherRead);
        var open = await rig.LookAsync(quick: true);
        open.Only("files", Severity.Error, "Every user of this machine can read this file").Mend.ShouldBe($"chmod 600 {rig.EnvFile}");
        open.Code.ShouldBe(1);

        File.SetUnixFileMode(rig.EnvFile, Mine | UnixFileMode.OtherWrite);
        (await rig.LookAsync(quick: true)).Only("files", Severity.Error, "Every user of this machine can change this file");

        File.SetUnixFileMode(rig.EnvFile, Mine | UnixFileMode.GroupRead);
        (await rig.LookAsync(quick: true)).IsWell("files"); // There is nobody else in root's group.
        Shell.Run("chgrp", "nogroup", rig.EnvFile);
        (await rig.LookAsync(quick: true)).Only("files", Severity.Warning, "Others in the group nogroup can read this file").Mend.ShouldBe($"chmod 600 {rig.EnvFile}");

        File.SetUnixFileMode(rig.EnvFile, Mine | UnixFileMode.OtherWrite);
        File.SetUnixFileMode(rig.Deployer, Mine | UnixFileMode.UserExecute);
        (await rig.LookAsync(quick: true)).IsWell("files");
    }

    [Fact(Timeout = 180_000)]
    public async Task So_is_a_file_that_holds_a_single_secret_and_a_projects_yml_with_one_written_out()
    {
        var file = rig.Write("token", CheckRig.Token);
        File.SetUnixFileMode(file, Mine | UnixFileMode.OtherRead);
        rig.Set("DEPLOY_TOKEN", null);
        rig.Set("DEPLOY_TOKEN_FILE", file);
        (await rig.LookAsync(quick: true)).Only("files", Severity.Error, "can read this file").Where.ShouldBe(file);
        File.SetUnixFileMode(file, Mine);

        rig.Project("webhook_secret: 00112233445566778899aabbccddeeff");
        (await rig.LookAsync(quick: true)).Only("files", Severity.Error, "can read this file").Where.ShouldBe(Path.Combine(rig.Deployer, "projects.yml"));

        rig.Set("SHOP_SECRET", "00112233445566778899aabbccddeeff");
        rig.Project("webhook_secret: '${SHOP_SECRET}'");
        (await rig.LookAsync(quick: true)).IsWell("files");
    }

    [Theory(Timeout = 180_000)]
    [InlineData("0f1e2d3c4b5a69788796a5b4c3d2e1ff", "ok", "DEPLOY_TOKEN cannot be guessed")]
    [InlineData("changeme", "error", "DEPLOY_TOKEN is a sample's value")]
    [InlineData("your-secret-here-please-replace", "error", "DEPLOY_TOKEN is a sample's value")]
    [InlineData("Password", "error", "DEPLOY_TOKEN is a sample's value")]
    [InlineData("a1b2c3d", "error", "DEPLOY_TOKEN has fewer than 8 characters")]
    [InlineData("a1b2c3d4e5", "warning", "DEPLOY_TOKEN has fewer than 20 characters")]
    [InlineData("abababababababababababab", "warning", "DEPLOY_TOKEN is made of only a few different characters")]
    [InlineData(CheckRig.Secret, "warning", "DEPLOY_TOKEN is also a webhook secret")]
    public async Task A_secret_that_can_be_guessed_is_told_of_and_never_shown(string token, string severity, string words)
    {
        rig.Set("DEPLOY_TOKEN", token);

        var finding = (await rig.LookAsync(quick: true)).Only("secrets", severity, words);

        $"{finding}".ShouldNotContain(token);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_project_s_own_secret_is_looked_at_too()
    {
        rig.Project("webhook_secret: short");
        (await rig.LookAsync(quick: true)).Only("secrets", Severity.Error, "The webhook secret of shop has fewer than 8 characters");

        rig.Project("webhook_secret: whsec_not-base64-at-all-no-no");
        (await rig.LookAsync(quick: true)).Only("secrets", Severity.Warning, "The webhook secret of shop begins with whsec_");
    }

    [Fact(Timeout = 180_000)]
    public async Task Whose_pushes_nobody_can_sign_is_told_of()
    {
        (await rig.LookAsync(quick: true)).Findings.ShouldNotContain(finding => finding.Check == "reachable");

        rig.Set("GITHUB_WEBHOOK_SECRET", null);
        rig.Set("TELEGRAM_CHAT_ID", "1");
        var answer = await rig.LookAsync(quick: true);
        answer.Only("reachable", Severity.Warning, "shop has no webhook secret and there is no global one");
        answer.Only("reachable", Severity.Warning, "TELEGRAM_BOT_TOKEN is not set");
        answer.Code.ShouldBe(0);

        rig.Project("webhook_secret: 00112233445566778899aabbccddeeff, notify: [telegram]");
        rig.Set("DEPLOY_TOKEN", null);
        var open = await rig.LookAsync(quick: true);
        open.Only("reachable", Severity.Warning, "DEPLOY_TOKEN is not set").Where.ShouldBe(rig.EnvFile);
        open.Only("reachable", Severity.Warning, "The channel telegram is named and tells nobody anything");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_stack_that_another_one_hides_is_told_of()
    {
        rig.Write("stacks/shop/compose.yaml", "services: {}");
        rig.Write("stacks/media/compose.yaml", "services: {}");
        rig.Set("STACKS_ROOT", Path.Combine(rig.Folder, "stacks"));
        rig.Set("PROJECTS_CONFIG", "projects.yml");

        (await rig.LookAsync(quick: true)).Only("reachable", Severity.Warning, "The stack shop in the folder of stacks cannot be deployed").Where.ShouldBe(Path.Combine(rig.Folder, "stacks", "shop"));
    }

    [Fact(Timeout = 180_000)]
    public async Task A_folder_has_to_be_one()
    {
        (await rig.LookAsync(quick: true)).IsWell("folders");

        rig.Set("STATE_DIR", rig.EnvFile);
        rig.Set("ROUTES_DIR", rig.EnvFile); // Without Caddy it is of no use.
        (await rig.LookAsync(quick: true)).Findings.Where(finding => finding.Check == "folders" && finding.Severity != Severity.Ok).ShouldHaveSingleItem().What.ShouldStartWith("STATE_DIR is a file");

        rig.Projects = $"projects: [{{ name: shop, path: '{rig.Folder}/shop', deploy_mode: blue-green, blue_green: {{ ports: [8081, 8082] }}, caddy: {{ listen: ':80', host: shop.example.org }} }}]";
        (await rig.LookAsync(quick: true)).Only("folders", Severity.Error, "ROUTES_DIR is a file").Where.ShouldBe(rig.EnvFile);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_port_is_free_or_ours_or_somebody_else_s()
    {
        // One for each who listens: a process that another test is just starting may hold the last one's socket for a moment.
        int NextPort()
        {
            var next = LoopbackPorts.Next();
            rig.Set("DEPLOYER_PORT", $"{next}");
            return next;
        }

        var port = NextPort();
        (await rig.LookAsync(quick: true)).Only("port", Severity.Ok, $"The port {port} is free");

        await using (var us = new LoopbackApi(port, http => http.Response.WriteAsync("""{"status":"ok","uptime":"1m","uptime_seconds":60,"projects":1}""")))
        {
            await us.StartAsync();
            (await rig.LookAsync(quick: true)).Only("port", Severity.Error, "Another pi-deployer has the port");
            rig.Program("systemctl", $"echo LoadState=loaded; echo WorkingDirectory={rig.Deployer}");
            (await rig.LookAsync(quick: true)).Only("port", Severity.Ok, "The server runs");
            rig.Program("systemctl", "echo LoadState=not-found");

            Directory.CreateDirectory(Path.Combine(rig.Deployer, "state"));
            using (HeldFile.TryTake(Path.Combine(rig.Deployer, "state", "lock")))
                (await rig.LookAsync(quick: true)).Only("port", Severity.Ok, "The server runs");
            (await rig.LookAsync(quick: true)).Only("port", Severity.Error, "Another pi-deployer has the port");
        }

        port = NextPort();
        await using (var stranger = new LoopbackApi(port, http =>
        {
            http.Response.ContentType = "text/html; charset=foo";
            return http.Response.WriteAsync("<p>hello</p>");
        }))
        {
            await stranger.StartAsync();
            (await rig.LookAsync(quick: true)).Only("port", Severity.Error, $"The port {port} is taken");
        }

        port = NextPort();
        using var other = new TcpListener(IPAddress.Loopback, port);
        other.Start();
        // It accepts and never answers, which alone takes most of the time that a quick look has.
        var taken = (await rig.LookAsync()).Only("port", Severity.Error, $"The port {port} is taken by ");
        taken.What.ShouldContain($"(process {System.Environment.ProcessId})");
        taken.Mend.ShouldNotBeNull().ShouldContain($"sudo ss -ltnp 'sport = :{port}'");
    }

    [Fact(Timeout = 180_000)]
    public async Task An_address_that_the_machine_does_not_have_is_told_of()
    {
        rig.Set("DEPLOYER_HOST", "192.0.2.1");

        (await rig.LookAsync(quick: true)).Only("port", Severity.Error, "This machine has no address 192.0.2.1");
    }

    [Fact(Timeout = 180_000)]
    public async Task The_program_that_takes_e_mails_is_there()
    {
        var sendmail = rig.WriteScript("sendmail", "exit 0");
        rig.Projects += $"\nnotifications: {{ mail: {{ email: [ann@example.org], from: pi@example.org, sendmail: {sendmail} }} }}";
        (await rig.LookAsync(quick: true)).IsWell("mail");

        File.Delete(sendmail);
        (await rig.LookAsync(quick: true)).Only("mail", Severity.Error, $"The channel mail sends no e-mail: {sendmail}: no such file");
    }

    public void Dispose() => rig.Dispose();
}
