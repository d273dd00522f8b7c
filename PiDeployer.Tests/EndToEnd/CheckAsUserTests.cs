using System.Diagnostics;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using PiDeployer.Checks;
using PiDeployer.Tests.Infra;
using PiDeployer.Values;

namespace PiDeployer.Tests.EndToEnd;

/// <summary><c>pi-deployer check</c> as the service's user sees things, who is not root: with a real sudo that has rules of the test's own.</summary>
[Trait("Category", "EndToEnd")]
[Trait("Runs", "Once")]
public sealed class CheckAsUserTests : IDisposable
{
    private const string User = "nobody";
    /// <summary>With the file of rules, and the command.</summary>
    private const string AsNobody = "mount --bind \"$1\" /etc/sudoers && shift && exec setpriv --reuid=nobody --regid=nogroup --groups=tape -- \"$@\"";

    private const string Restart = "/usr/bin/systemctl restart web";

    private readonly CheckRig rig = new(hasCheckout: false);

    [Fact(Timeout = 180_000)]
    public async Task What_is_not_the_user_s_is_told_of_and_what_is_is_not()
    {
        Assert.SkipUnless(SmallDisk.MissingReason is null, SmallDisk.MissingReason ?? "");
        Assert.SkipUnless(SystemdMachine.MissingReason is null, SystemdMachine.MissingReason ?? ""); // Sudo comes with it.
        rig.Projects = $"projects: [{{ name: web, repo: ann/web, path: '{rig.Folder}/shop', deploy_mode: systemd }}]";
        rig.Write("deployer/projects.yml", rig.Projects);
        rig.Program("systemctl", "case $* in *--value*) echo loaded;; *) echo LoadState=not-found;; esac");
        rig.Set("STATE_DIR", Path.Combine(rig.Folder, "state"));
        rig.Set("DEPLOYER_PORT", "799");
        Directory.CreateDirectory(Path.Combine(rig.Folder, "state"));
        Shell.Run("git", "init", "-q", "-b", "main", Path.Combine(rig.Folder, "shop"));
        File.SetUnixFileMode(rig.EnvFile, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        Shell.Run("chown", "daemon:tape", rig.EnvFile);

        var sick = await LookAsync("root ALL=(ALL) ALL\n");
        sick.Only("identity", Severity.Ok, $"These checks run as {User}");
        sick.Only("files", Severity.Warning, $"This file holds secrets, and belongs to daemon and not to {User}").Mend.ShouldBe($"sudo chown {User} {rig.EnvFile} && sudo chmod 600 {rig.EnvFile}");
        sick.Only("port", Severity.Error, $"{User} may not listen at a port below 1024");
        sick.Only("folders", Severity.Error, $"STATE_DIR is not writable for {User}").Mend.ShouldBe($"sudo install -d -o {User} {rig.Folder}/state");
        sick.Only("checkout", Severity.Error, $"The checkout belongs to another user than {User}");
        sick.Only("unit", Severity.Error, $"sudo does not let {User} do this without a password: {Restart}").Mend.ShouldNotBeNull().ShouldEndWith($"{User} ALL=(root) NOPASSWD: {Restart}");
        sick.Code.ShouldBe(1);

        Shell.Run("chown", "-R", User, Path.Combine(rig.Folder, "shop"), Path.Combine(rig.Folder, "state"), Path.Combine(rig.Deployer), rig.EnvFile);
        Shell.Run("chmod", "a-w", Path.Combine(rig.Folder, "shop"));
        using (HeldFile.TryTake(Path.Combine(rig.Folder, "state", "lock"))) // As a server does.
        await using (var us = new LoopbackApi(799, http => http.Response.WriteAsync("""{"uptime_seconds":60,"projects":1}""")))
        {
            await us.StartAsync();
            var half = sick;
            // What it asks has two seconds to answer, and lives in this process, where much else goes on.
            await Eventually.TrueAsync(
                async () => (half = await LookAsync($"{User} ALL=(root) {Restart}\n{User} ALL=(root) NOPASSWD: /usr/bin/systemctl restart api\n")).Findings.Any(finding => finding.What == "The server runs"),
                "the server is found");
            half.Only("unit", Severity.Error, "without a password");
            half.Only("checkout", Severity.Error, $"{User} may not change the checkout");
            half.Only("port", Severity.Ok, "The server runs");
        }

        Shell.Run("chmod", "u+w", Path.Combine(rig.Folder, "shop"));
        var well = await LookAsync($"{User} ALL=(root) NOPASSWD: {Restart}\n");
        well.IsWell("files");
        well.IsWell("unit");
        well.Findings.ShouldNotContain(finding => finding.What.Contains("another user", StringComparison.Ordinal) || finding.What.Contains("not writable", StringComparison.Ordinal));
    }

    [Fact(Timeout = 180_000)]
    public async Task A_socket_of_docker_s_that_is_for_a_group_is_closed_to_others()
    {
        Assert.SkipUnless(SmallDisk.MissingReason is null, SmallDisk.MissingReason ?? "");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        var path = Path.Combine(rig.Folder, "docker.sock");
        socket.Bind(new UnixDomainSocketEndPoint(path));
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite);
        Shell.Run("chgrp", "daemon", path);
        rig.Environment["DOCKER_HOST"] = $"unix://{path}";
        rig.Program("docker", "echo 1.0");
        rig.Write("shop/compose.yaml", "services: {}");
        rig.Projects = $"projects: [{{ name: shop, path: '{rig.Folder}/shop', deploy_mode: compose-update }}]";
        rig.Write("deployer/projects.yml", rig.Projects);
        Shell.Run("chown", "-R", User, rig.Deployer);

        var answer = await LookAsync("root ALL=(ALL) ALL\n");

        answer.Only("docker", Severity.Error, $"{User} may not use docker: the socket is for the group daemon").Mend.ShouldNotBeNull().ShouldStartWith($"sudo usermod -aG daemon {User}");
    }

    public void Dispose() => rig.Dispose();

    /// <summary>In a view of the file system of its own, where sudo's rules are others.</summary>
    private async Task<CheckAnswer> LookAsync(string sudoers)
    {
        var rules = rig.Write("sudoers", $"Defaults secure_path=\"/usr/sbin:/usr/bin:/sbin:/bin\"\n{sudoers}");
        File.SetUnixFileMode(rules, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        var program = ProgramUnderTest.Start(rig.Deployer, ["check", "--json"], rig.Environment);
        using var process = new Process();
        process.StartInfo = new("unshare", ["--mount", "bash", "-c", AsNobody, "check", rules, Reachable(program.FileName), .. program.ArgumentList])
        {
            WorkingDirectory = rig.Deployer,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in rig.Environment)
            process.StartInfo.Environment[name] = value;
        process.Start();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return CheckAnswer.Parse(process.ExitCode, output);
    }

    /// <summary>The native binary may lie where only root gets to.</summary>
    private string Reachable(string program)
    {
        if (!ProgramUnderTest.IsNative)
            return program;
        var copy = Path.Combine(rig.Folder, "pi-deployer");
        Shell.Run("cp", program, copy); // By another process, see TempDirectory.WriteScript.
        return copy;
    }
}
