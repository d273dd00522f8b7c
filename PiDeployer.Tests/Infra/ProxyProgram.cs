using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace PiDeployer.Tests.Infra;

/// <summary>A real proxy of a test's own, on a free port of loopback, with everything it writes in a folder of its own.</summary>
internal abstract class ProxyProgram : IDisposable
{

    private Process? process;

    /// <summary>Why there is none to test with; null when there is one. Whoever runs the tests has to say so: a missing package must not turn into a skipped test.</summary>
    public static string? MissingReason => Environment.GetEnvironmentVariable("PIDEPLOYER_NO_PROXIES") is { Length: > 0 } reason ? reason : null;

    /// <summary>Where people come.</summary>
    public int Port { get; } = LoopbackPorts.Next();

    public Uri Address => new($"http://127.0.0.1:{Port}/");

    /// <summary>The fields of a project that name it, as in <c>projects.yml</c>.</summary>
    public abstract string Fields { get; }

    protected TempDirectory Folder { get; } = new();

    protected int ProcessId => process?.Id ?? throw new InvalidOperationException("It does not run.");

    /// <summary>Starts it, or starts it again: then it knows what its configuration says, and nothing else.</summary>
    public async Task StartAsync()
    {
        var start = Command();
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await Eventually.TrueAsync(() => process.HasExited || IsReady(), $"{start.FileName} is ready");
        process.HasExited.ShouldBeFalse($"{start.FileName} ended at once");
    }

    public void Stop()
    {
        if (process is null)
            return;
        End();
        process.WaitForExit();
        process.Dispose();
        process = null;
    }

    public void Dispose()
    {
        Stop();
        Folder.Dispose();
    }

    protected abstract ProcessStartInfo Command();

    protected abstract bool IsReady();

    /// <summary>Ends it and all that it started.</summary>
    protected virtual void End() => process?.Kill(entireProcessTree: true);

    protected static bool Answers(EndPoint address, AddressFamily family)
    {
        using var socket = new Socket(family, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(address);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
