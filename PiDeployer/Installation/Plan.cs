using System.Collections.Immutable;
using PiDeployer.Values;

namespace PiDeployer.Installation;

/// <summary>What has to be done, found out before anything is done.</summary>
/// <param name="Problems">What is in the way, all of it; with one of them nothing is done, and a dry run says what would be.</param>
/// <param name="Changes">In their order; none when all is as it shall be.</param>
/// <param name="Left">What stays as it is and why that is worth saying, full sentences.</param>
internal sealed record Plan(ImmutableArray<string> Problems, ImmutableArray<Change> Changes, ImmutableArray<string> Left)
{
    /// <summary>What is said of a plan without a change.</summary>
    public string WhenNothing { get; init; } = "Everything is there already; nothing to change.";

    /// <returns>Whether all is as it shall be, or would be.</returns>
    public async Task<bool> CarryOutAsync(Machine machine, bool isDryRun, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        if (!Problems.IsEmpty)
        {
            await RefuseAsync(isDryRun, output, errors);
            return false;
        }

        await output.WriteLineAsync(Changes.IsEmpty ? WhenNothing : isDryRun ? "This would be done, and was not:" : "Doing this:");
        foreach (var change in Changes)
        {
            await output.WriteLineAsync($"  {change.Says}");
            if (!isDryRun && await WhyNotAsync(change, machine, cancellationToken) is { } problem)
            {
                await errors.WriteLineAsync($"pi-deployer: {problem}\nThe rest was not done. When that is mended, the same command goes on from here.");
                return false;
            }
        }

        foreach (var left in Left)
            await output.WriteLineAsync(Wording.OnOneLine(left));
        return true;
    }

    private async Task RefuseAsync(bool isDryRun, TextWriter output, TextWriter errors)
    {
        if (isDryRun && !Changes.IsEmpty)
        {
            await output.WriteLineAsync("This would be done, as far as it can be told, if nothing were in the way:");
            foreach (var change in Changes)
                await output.WriteLineAsync($"  {change.Says}");
        }

        await errors.WriteLineAsync($"pi-deployer: {(isDryRun ? "this is in the way" : "nothing was changed, because of this")}:");
        foreach (var problem in Problems)
            await errors.WriteLineAsync($"  - {Wording.OnOneLine(problem)}");
    }

    private static async Task<string?> WhyNotAsync(Change change, Machine machine, CancellationToken cancellationToken)
    {
        try
        {
            return await change.DoAsync(machine, cancellationToken);
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            return $"this could not be done: {e.Message}";
        }
    }
}
