using System.Runtime.CompilerServices;

namespace PiDeployer.Installation;

/// <summary><c>sudo pi-deployer install</c>: a service that begins with the machine. What is there already is left, so that it can be called again at any time.</summary>
internal static class Install
{
    /// <summary>This program's file, where it is one that can be copied.</summary>
    public static string? Self => RuntimeFeature.IsDynamicCodeSupported ? null : Environment.ProcessPath;

    /// <param name="options">What was asked.</param>
    /// <param name="environment">The process's variables.</param>
    /// <param name="isTerminal">Whether a person reads the output: only then secrets are in it.</param>
    /// <param name="output">For what is done.</param>
    /// <param name="errors">For what is in the way.</param>
    /// <param name="cancellationToken">Stops it, and the next run goes on from there.</param>
    /// <returns>Whether it is installed, or would be.</returns>
    public static Task<bool> RunAsync(
        InstallOptions options, IReadOnlyDictionary<string, string> environment, bool isTerminal, TextWriter output, TextWriter errors, CancellationToken cancellationToken) => OneAtATime.RunAsync(Place.Lock, errors, async () =>
    {
        var machine = Machine.This;
        var facts = await InstallFacts.FindAsync(options, Self, environment.GetValueOrDefault("SUDO_USER"), machine, cancellationToken);
        if (!await InstallPlan.Make(facts, options).CarryOutAsync(machine, options.IsDryRun, output, errors, cancellationToken))
            return false;
        if (options.IsDryRun || await Account.FindAsync(machine, facts.User, cancellationToken) is not { } account)
            return true;
        var address = options.Starts ? await new Service(machine, TimeProvider.System).AddressAsync(cancellationToken) : null;
        await output.WriteLineAsync(Directions.AfterInstall(facts.Place, account, address?.Port ?? facts.Address.Port, options.Starts, isTerminal));
        return true;
    });
}
