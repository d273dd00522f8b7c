using System.Diagnostics;

namespace PiDeployer.Tests.Infra;

/// <summary>The program of a registry, on a loopback port that it keeps when it is started again.</summary>
internal sealed class RegistryProgram(TempDirectory folder, RegistryLogin? login) : IDisposable
{
    private Process? process;

    public int Port { get; init; } = LoopbackPorts.Next();

    /// <summary>The program that runs it elsewhere than here, with its arguments; empty for here.</summary>
    public string[] Within { get; init; } = [];

    public async Task StartAsync()
    {
        string[] command = [.. Within, "docker-registry", "serve", Configuration()];
        process = new Process { StartInfo = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true } };
        var listening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is null)
                listening.TrySetException(new InvalidOperationException("The registry ended before it listened."));
            else if (line.Data.Contains("listening on", StringComparison.Ordinal))
                listening.TrySetResult();
        };
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await listening.Task.WaitAsync(Eventually.Patience);
    }

    public void Stop()
    {
        if (process is null)
            return;
        process.Kill();
        process.WaitForExit();
        process.Dispose();
        process = null;
    }

    public void Dispose() => Stop();

    private string Configuration() => folder.Write("config.yml", $$"""
        version: 0.1
        storage: { filesystem: { rootdirectory: {{folder.File("storage")}} }, delete: { enabled: true } }
        http: { addr: "127.0.0.1:{{Port}}" }
        {{(login is null ? "" : $"auth: {{ htpasswd: {{ realm: tests, path: {folder.Write("htpasswd", login.Htpasswd())} }} }}")}}
        """);
}
