namespace PiDeployer.Installation;

/// <summary><c>sudo pi-deployer uninstall</c>.</summary>
internal static class Uninstall
{
    /// <param name="options">What was asked.</param>
    /// <param name="input">A person to ask; null when there is none.</param>
    /// <param name="output">For what is done.</param>
    /// <param name="errors">For what is in the way.</param>
    /// <param name="cancellationToken">Stops it, and the next run goes on from there.</param>
    /// <returns>Whether it is gone, or would be.</returns>
    public static Task<bool> RunAsync(UninstallOptions options, TextReader? input, TextWriter output, TextWriter errors, CancellationToken cancellationToken) => OneAtATime.RunAsync(Place.Lock, errors, async () =>
    {
        var plan = UninstallPlan.Make(await UninstallFacts.FindAsync(options.Directory, Machine.This, cancellationToken), options.IsPurge);
        if (options is { IsPurge: true, IsDryRun: false, IsSure: false } && plan is { Problems.IsEmpty: true, Changes.IsEmpty: false }
            && !await IsSureAsync(plan, input, output, cancellationToken))
        {
            await errors.WriteLineAsync(input is null
                ? "pi-deployer: nothing was changed: a purge takes what nobody can bring back, and there is nobody to ask. --yes says that it is meant"
                : "pi-deployer: nothing was changed");
            return false;
        }

        return await plan.CarryOutAsync(Machine.This, options.IsDryRun, output, errors, cancellationToken);
    });

    private static async Task<bool> IsSureAsync(Plan plan, TextReader? input, TextWriter output, CancellationToken cancellationToken)
    {
        if (input is null)
            return false;
        foreach (var change in plan.Changes)
            await output.WriteLineAsync($"  {change.Says}");
        await output.WriteAsync("Nobody can bring that back. Type yes to go on: ");
        var answer = await Task.Run(input.ReadLine, CancellationToken.None).WaitAsync(cancellationToken); // A terminal is read to the end of a line, token or no token.
        return answer?.Trim() == "yes";
    }
}
