using System.Diagnostics;

namespace PiDeployer.Tests.Infra;

/// <summary>A real sshd on a loopback port that lets one key read one repository, as a forge does with a deploy key.</summary>
internal sealed class SshServer : IDisposable
{
    private const string Program = "/usr/sbin/sshd";

    private readonly Process process;
    private readonly string folder;
    private readonly int port;

    private SshServer(Process process, string folder, int port) => (this.process, this.folder, this.port) = (process, folder, port);

    /// <summary>Why there is none here; null when there is one. Whoever runs the tests has to say so: a missing package must not turn into a skipped test.</summary>
    public static string? MissingReason => Environment.GetEnvironmentVariable("PIDEPLOYER_NO_SSH") is { Length: > 0 } reason ? reason : null;

    /// <summary>Of the repository, as git takes it.</summary>
    public string Address => $"ssh://{Environment.UserName}@127.0.0.1:{port}/shop.git";

    /// <param name="root">For its keys.</param>
    /// <param name="repository">That may be read.</param>
    public static async Task<SshServer> StartAsync(string root, string repository)
    {
        var folder = Path.Combine(root, "ssh");
        Directory.CreateDirectory(folder);
        Directory.CreateDirectory("/run/sshd");
        foreach (var key in new[] { "host", "id", "stranger" })
            Shell.Run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", Path.Combine(folder, key));
        await File.WriteAllTextAsync(Path.Combine(folder, "authorized"), $"restrict,command=\"git-upload-pack {repository}\" {await File.ReadAllTextAsync(Path.Combine(folder, "id.pub"))}");
        var port = LoopbackPorts.Next();
        var start = new ProcessStartInfo(Program)
        {
            ArgumentList =
            {
                "-D", "-f", "/dev/null", "-o", $"Port={port}", "-o", "ListenAddress=127.0.0.1", "-o", $"HostKey={folder}/host", "-o", $"PidFile={folder}/pid",
                "-o", $"AuthorizedKeysFile={folder}/authorized", "-o", "StrictModes=no", "-o", "UsePAM=no", "-o", "PasswordAuthentication=no", "-o", "KbdInteractiveAuthentication=no", "-E", $"{folder}/log",
            },
        };
        var server = new SshServer(Process.Start(start) ?? throw new InvalidOperationException(), folder, port);
        await Eventually.TrueAsync(() => LoopbackPorts.IsTaken(port), "sshd listens");
        return server;
    }

    /// <summary>What <c>GIT_SSH_COMMAND</c> has to be.</summary>
    /// <param name="key"><c>id</c>, which is let in, or <c>stranger</c>.</param>
    /// <param name="hostKey"><c>host</c>, which is the server's; <c>stranger</c>, another; null for none.</param>
    public string Command(string key = "id", string? hostKey = "host")
    {
        var known = Path.Combine(folder, $"known-{hostKey}");
        File.WriteAllText(known, hostKey is null ? "" : $"[127.0.0.1]:{port} {string.Join(' ', File.ReadAllText(Path.Combine(folder, $"{hostKey}.pub")).Split(' ').Take(2))}\n");
        return $"ssh -F /dev/null -i {folder}/{key} -o IdentitiesOnly=yes -o UserKnownHostsFile={known} -o GlobalKnownHostsFile=/dev/null";
    }

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }
}
