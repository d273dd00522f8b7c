using System.Diagnostics.CodeAnalysis;
using PiDeployer.Values;

namespace PiDeployer.Hosting;

/// <summary>The folder of what survives a restart. Two processes in one would spoil each other's records, so the second is kept out.</summary>
internal sealed class StateDirectory : IDisposable
{
    private readonly FileStream held;

    private StateDirectory(FileStream held) => this.held = held;

    /// <summary>Makes it, and takes it until disposed or dead; else the problem says why not, and how to mend it.</summary>
    public static bool TryOpen(string path, [NotNullWhen(true)] out StateDirectory? state, [NotNullWhen(false)] out string? problem)
    {
        (state, problem) = (null, null);
        var name = Path.Combine(path, "lock");
        try
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            if (HeldFile.TryTake(name) is { } held)
            {
                state = new StateDirectory(held);
                return true;
            }

            problem = $"STATE_DIR: another pi-deployer works with {path}; stop it (`fuser -v {name}` shows who it is), or give this one a STATE_DIR of its own";
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            problem = Unusable(path, e);
        }

        return false;
    }

    /// <summary>Why it cannot be used, and how to mend it.</summary>
    public static string Unusable(string path, Exception e) =>
        $"STATE_DIR: {path} cannot be used, so deployments could not be recorded: {e.Message.TrimEnd('.')}. Make it writable for {Environment.UserName}, or name another folder";

    public void Dispose() => held.Dispose();
}
