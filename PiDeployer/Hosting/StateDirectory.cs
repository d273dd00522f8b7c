using PiDeployer.Values;

namespace PiDeployer.Hosting;

/// <summary>The folder of what survives a restart. Two processes in one would spoil each other's records, so the second is kept out.</summary>
internal sealed class StateDirectory : IDisposable
{
    /// <summary>What a killed one was just starting holds its files too, until it begins.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(50);

    private readonly FileStream held;

    private StateDirectory(FileStream held) => this.held = held;

    /// <summary>Makes it, and takes it until disposed or dead; else the problem says why not, and how to mend it.</summary>
    public static async Task<(StateDirectory? State, string Problem)> OpenAsync(string path, TimeProvider clock)
    {
        var name = Path.Combine(path, "lock");
        try
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            for (var start = clock.GetTimestamp(); ; await Task.Delay(LookAgain, clock))
            {
                if (HeldFile.TryTake(name) is { } held)
                    return (new StateDirectory(held), "");
                if (clock.GetElapsedTime(start) > Patience)
                    return (null, $"STATE_DIR: another pi-deployer works with {path}; stop it (`fuser -v {name}` shows who it is), or give this one a STATE_DIR of its own");
            }
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            return (null, Unusable(path, e));
        }
    }

    /// <summary>Why it cannot be used, and how to mend it.</summary>
    public static string Unusable(string path, Exception e) =>
        $"STATE_DIR: {path} cannot be used, so deployments could not be recorded: {e.Message.TrimEnd('.')}. Make it writable for {Environment.UserName}, or name another folder";

    public void Dispose() => held.Dispose();
}
