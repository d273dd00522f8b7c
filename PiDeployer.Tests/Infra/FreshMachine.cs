using System.Security.Cryptography;

namespace PiDeployer.Tests.Infra;

/// <summary>
/// A fresh Debian that plays all parts of the first hour. It is the Pi, with its user <c>pi</c>; the laptop, with a user <c>ann</c> who has docs and the binary, just built, in her home, and can log in as
/// <c>pi@raspberrypi</c>; and GitHub, by a user <c>git</c> who has the repository <c>you/my-blog</c>.
/// </summary>
internal sealed class FreshMachine : IAsyncDisposable
{
    public const string Repository = "you/my-blog";

    private const string Prepare = """
        set -eu
        # What begins by the clock leaves traces of its own.
        systemctl stop '*.timer'
        useradd --create-home --uid 1000 --shell /bin/bash pi
        useradd --create-home --uid 1001 --shell /bin/bash ann
        useradd --create-home --system --shell /bin/bash git
        echo 'pi ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/pi
        printf '127.0.0.1 localhost raspberrypi github.com %s\n' "$(hostname)" >/etc/hosts
        printf 'StrictHostKeyChecking accept-new\nLogLevel ERROR\n' >/etc/ssh/ssh_config.d/first-hour.conf
        mkdir -p /run/sshd
        systemctl start systemd-user-sessions ssh
        runuser -u ann -- bash -ec 'mkdir -m 700 ~/.ssh; ssh-keygen -q -t ed25519 -N "" -f ~/.ssh/id_ed25519; mkdir -p ~/artifacts/linux-arm64; cp "$1"/pi-deployer ~/artifacts/linux-arm64; cp -r "$1"/docs ~' - "$1"
        for user in pi git; do runuser -u "$user" -- mkdir -m 700 "/home/$user/.ssh"; done
        install -o pi -m 600 /home/ann/.ssh/id_ed25519.pub /home/pi/.ssh/authorized_keys
        install -o git -m 600 /home/ann/.ssh/id_ed25519.pub /home/git/.ssh/authorized_keys
        runuser -u git -- git init -q --bare -b main /home/git/you/my-blog.git
        runuser -u ann -- bash -ec 'git config --global user.name Ann; git config --global user.email ann@example.org; git clone -q git@github.com:you/my-blog.git ~/my-blog 2>/dev/null
          cd ~/my-blog; git checkout -q -B main; echo "Good morning." >index.html; git add .; git commit -q -m first; git push -q -u origin main'
        """;

    private readonly SystemdMachine machine;

    private FreshMachine(SystemdMachine machine) => this.machine = machine;

    public static async Task<FreshMachine> BootAsync(TempDirectory shared)
    {
        File.Copy(ProgramUnderTest.NativeBinary, shared.File("pi-deployer"));
        Shell.Run("cp", "-r", Path.Combine(ProgramUnderTest.SourceRoot, "docs"), shared.Path);
        Shell.Run("chmod", "-R", "a+rX", shared.Path);
        var machine = new FreshMachine(await SystemdMachine.BootFreshAsync(shared));
        try
        {
            machine.Root("/bin/bash", "-c", Prepare, "prepare", shared.Path);
            return machine;
        }
        catch
        {
            await machine.DisposeAsync(); // Nobody else has it yet.
            throw;
        }
    }

    /// <summary>As root, and wants it to succeed.</summary>
    public string Root(params string[] command) => machine.Run(command);

    public (int Code, string Output) TryRoot(params string[] command) => machine.TryRun(command);

    /// <summary>As a person would paste it, in that person's home.</summary>
    public (int Code, string Output) TryAs(string user, string script) => machine.TryRun(
        "timeout", "60", "runuser", "-u", user, "--", "env", "-i", $"HOME=/home/{user}", $"USER={user}", "LANG=C.UTF-8", "PATH=/usr/local/bin:/usr/bin:/bin", "bash", "-c", $"cd; set -euo pipefail\n{script}");

    public string As(string user, string script)
    {
        var (code, output) = TryAs(user, script);
        code.ShouldBe(0, $"{script}\n{output}\n{Journal()}");
        return output;
    }

    public string Journal() => machine.TryRun("journalctl", "--no-pager", "-n", "30").Output;

    public string Show(string property) => machine.Show("pi-deployer", property);

    public string Health() => Root("curl", "-sS", "--fail", "http://localhost:5000/health");

    public string Hash(string file) => Root("sha256sum", file).Split(' ')[0];

    /// <summary>What GitHub does for a deploy key.</summary>
    public void AllowDeployKey(string file) => Root("bash", "-c", $"cat {file} >>/home/git/.ssh/authorized_keys");

    /// <summary>Ann pushes another front page, and GitHub tells of it, signed with the secret that was entered there.</summary>
    /// <returns>The answer to the webhook.</returns>
    public string Push(string page, string secret)
    {
        var commit = As("ann", $"cd my-blog; echo '{page}' >index.html; git commit -q -a -m '{page}'; git push -q; git rev-parse HEAD");
        var payload = Webhook.PushPayload(Repository, "refs/heads/main", commit, page).ToJsonString();
        machine.Write("/tmp/payload.json", payload);
        var signature = Webhook.Sign(secret, System.Text.Encoding.UTF8.GetBytes(payload));
        return Root(
            "curl", "-sS", "-H", "Content-Type: application/json", "-H", "X-GitHub-Event: push", "-H", $"X-GitHub-Delivery: {RandomNumberGenerator.GetHexString(16)}",
            "-H", $"X-Hub-Signature-256: {signature}", "--data-binary", "@/tmp/payload.json", "http://raspberrypi:5000/deploy");
    }

    /// <summary>Until nothing is being deployed.</summary>
    public Task IdleAsync() => Eventually.TrueAsync(
        () => !Root("curl", "-sS", "http://localhost:5000/status").Contains("\"deploying\":true", StringComparison.Ordinal), "no deployment runs");

    /// <summary>Everything that an installation could leave: files, users, groups, units. What people and the system itself write meanwhile is left out.</summary>
    public string[] Traces() => Root("bash", "-c", """
        find / -xdev \( -path /proc -o -path /sys -o -path /dev -o -path /run -o -path /tmp -o -path /home/pi -o -path /home/ann -o -path /home/git -o -path /var/log/journal -o -path /var/lib/systemd \) -prune \
          -o -print | grep -vE '^/etc/(passwd|group|shadow|gshadow|subuid|subgid)-$|^/etc/\.pwd\.lock$|^/var/tmp/systemd-private'
        getent passwd; getent group; systemctl list-unit-files --no-legend | cut -d ' ' -f 1
        """).Split('\n');

    public ValueTask DisposeAsync() => machine.DisposeAsync();
}
