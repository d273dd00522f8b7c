using PiDeployer.Values;

namespace PiDeployer.Installation;

/// <summary><c>pi-deployer init</c>: what a server needs in its folder, for whoever runs it himself.</summary>
internal static class Init
{
    /// <returns>Whether everything is there.</returns>
    public static async Task<bool> RunAsync(InitOptions options, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        var place = new Place(options.Directory);
        var plan = Inhabitants.FileInTheWay(options.Directory) is { } file
            ? new Plan([$"{file} is a file, and no folder can be made there: --directory names another"], [], [])
            : InitPlan.Make(place);
        if (plan.Problems.IsEmpty && !Directory.Exists(options.Directory))
            plan = plan with { Changes = plan.Changes.Insert(0, new Change.MakeFolder(options.Directory)) };
        if (!await plan.CarryOutAsync(Machine.This, options.IsDryRun, output, errors, cancellationToken))
            return false;
        place = new Place(Wording.OnOneLine(place.Directory)); // As people can read it.
        await output.WriteLineAsync($"""

            Next:
              1. Put your projects into {place.ProjectsFile}, in the place of the examples.
              2. Enter the secret at the forge; `grep ^{EnvSecrets.Webhook}= {place.EnvFile}` shows it.
              3. `pi-deployer` in {place.Directory} serves, or `sudo pi-deployer install` makes a service of it that begins with the machine.
            """);
        return true;
    }
}
