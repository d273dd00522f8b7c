using PiDeployer.Values;

namespace PiDeployer.Installation;

/// <summary>Who changes the installation is alone with it from the first look to the end: to a second one the first would seem to have been cut off.</summary>
internal static class OneAtATime
{
    /// <param name="lockFile">Held meanwhile; only root can make it, and nobody else changes anything.</param>
    /// <param name="errors">For what is in the way.</param>
    /// <param name="work">Looks, and changes what has to be. It says itself what it cannot do, except of files.</param>
    /// <returns>Whether all is done.</returns>
    public static async Task<bool> RunAsync(string lockFile, TextWriter errors, Func<Task<bool>> work)
    {
        var isRoot = Environment.IsPrivilegedProcess;
        try
        {
            using var held = isRoot ? HeldFile.TryTake(lockFile) : null;
            if (held is not null || !isRoot)
                return await work();
            await errors.WriteLineAsync($"pi-deployer: another install, upgrade or uninstall is at work; `sudo fuser -v {lockFile}` shows it. Nothing was changed");
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            await errors.WriteLineAsync($"pi-deployer: {e.Message} {(isRoot ? "When that is mended, the same command goes on from here." : "Call it with sudo.")}");
        }

        return false;
    }
}
