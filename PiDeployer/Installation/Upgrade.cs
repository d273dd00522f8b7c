using PiDeployer.Values;

namespace PiDeployer.Installation;

/// <summary><c>sudo pi-deployer upgrade FILE</c>: another program in the place of the one that is installed, if it starts.</summary>
internal static class Upgrade
{
    /// <param name="file">The other program; absolute.</param>
    /// <param name="output">For what is done.</param>
    /// <param name="errors">For why it was not.</param>
    /// <param name="cancellationToken">Stops it as long as nothing has changed.</param>
    /// <returns>Whether FILE is what is installed now.</returns>
    public static Task<bool> RunAsync(string file, TextWriter output, TextWriter errors, CancellationToken cancellationToken) =>
        OneAtATime.RunAsync(Place.Lock, errors, () => ReplaceAsync(file, output, errors, cancellationToken));

    private static async Task<bool> ReplaceAsync(string file, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        var machine = Machine.This;
        var folder = UnitFile.Folder(await UnitFile.ReadAsync(cancellationToken));
        var place = new Place(folder ?? Place.Usual);
        if (await WhyNotAsync(machine, file, folder is not null, place, cancellationToken) is { } problem)
            return await RefuseAsync(errors, problem);
        var before = await ProgramTrial.VersionAsync(machine, place.Program, cancellationToken);
        var isCutOff = File.Exists(place.Trial);
        if (!isCutOff && SameContent.Of(file, place.Program))
        {
            await output.WriteLineAsync($"{file} is what is installed already ({before.Text}); nothing to change.");
            return true;
        }

        // Who has stopped the service wants it to stay so.
        var starts = isCutOff || await new Service(machine, TimeProvider.System).ShowAsync("ActiveState", cancellationToken) != "inactive";
        if (isCutOff)
            await output.WriteLineAsync("An upgrade was cut off before anybody knew whether its program starts, so the one from before it comes back first.");
        await output.WriteLineAsync($"Putting {file} in the place of {place.Program} ({before.Text}){(starts ? "; what is being deployed has 10 s to finish" : "")}.");
        if (await new ProgramTrial(machine, place, file).RunAsync(starts, back: [], cancellationToken) is { } failure)
            return await RefuseAsync(errors, failure);
        var after = await ProgramTrial.VersionAsync(machine, place.Program, cancellationToken);
        await output.WriteLineAsync(starts
            ? $"Version {after.Text} serves. The one from before is {place.Previous}."
            : $"Version {after.Text} is installed. The service does not run; `sudo systemctl start {Service.Name}` starts it.");
        return true;
    }

    /// <summary>What is in the way; null when nothing is. Only a pi-deployer is advised to be called.</summary>
    public static async Task<string?> WhyNotAsync(Machine machine, string file, bool isInstalled, Place place, CancellationToken cancellationToken) =>
        !Environment.IsPrivilegedProcess ? "only root can change what is installed: call it with sudo"
        : !FileKind.IsRegular(file) ? $"{file} is not there, or is no file"
        : isInstalled && File.Exists(place.Program) ? RootsOnly.ProblemsOf(place) is [var first, ..] ? first : null
        : await ProgramTrial.WhyRefusedAsync(machine, file, file, cancellationToken) ?? $"nothing is installed that could be upgraded; `sudo {file} install` installs it";

    private static async Task<bool> RefuseAsync(TextWriter errors, string problem)
    {
        await errors.WriteLineAsync($"pi-deployer: {problem}");
        return false;
    }
}
