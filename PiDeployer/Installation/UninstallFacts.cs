using System.Collections.Immutable;
using PiDeployer.Values;

namespace PiDeployer.Installation;

/// <summary>What there is of an installation.</summary>
internal sealed record UninstallFacts
{
    /// <summary>Where the unit lets systemd make folders for it.</summary>
    private static readonly ImmutableArray<string> StateFolders = ["/var/lib/pi-deployer", "/var/log/pi-deployer", "/var/cache/pi-deployer"];

    public required bool IsRoot { get; init; }

    public required Place Place { get; init; }

    /// <summary>Where it is installed, by its unit; null when that is gone, or is something else's.</summary>
    public required string? InstalledIn { get; init; }

    /// <summary>Whom it runs as and who may use docker; null when there is no unit of ours any more.</summary>
    public required string? DockerUser { get; init; }

    /// <summary>Others than root can change the folder while root removes things there.</summary>
    public required bool IsInsecure { get; init; }

    /// <summary>What is ours and can be had again: programs, link, the unit from before.</summary>
    public required ImmutableArray<string> Replaceable { get; init; }

    /// <summary>What is ours and nobody can give back: settings, history, logs.</summary>
    public required ImmutableArray<string> Precious { get; init; }

    /// <summary>What else is in the folder, which therefore stays.</summary>
    public required ImmutableArray<string> Strange { get; init; }

    /// <summary>Where <c>.env</c> lets the server keep what it records, if that is none of the folders that are ours alone.</summary>
    public required ImmutableArray<string> Named { get; init; }

    public required bool HasFolder { get; init; }

    /// <summary>Null when an install has made none.</summary>
    public required Account? Made { get; init; }

    /// <param name="directory">Where it is, or was; null for where the unit or the link leads.</param>
    /// <param name="machine">To ask.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<UninstallFacts> FindAsync(string? directory, Machine machine, CancellationToken cancellationToken)
    {
        var unit = await UnitFile.ReadAsync(cancellationToken);
        var installedIn = UnitFile.Folder(unit);
        var link = Links.TargetOf(Place.Link);
        var place = new Place(directory ?? installedIn ?? (Path.GetFileName(link) == Service.Name ? Path.GetDirectoryName(link) : null) ?? Place.Usual);
        var isInsecure = !RootsOnly.ProblemsOf(place).IsEmpty;
        var replaceable = isInsecure ? [] : Files([place.Program, place.Previous, place.Next, place.Trial, place.PreviousUnit, place.PolkitCopy]);
        var precious = isInsecure ? [] : Files([place.EnvFile, place.ProjectsFile, place.Schema]).AddRange(Records.In(place));
        var hardening = Hardening.Found();
        var folders = Folders([Place.UnitChanges, .. StateFolders]).RemoveRange(hardening);
        var user = installedIn is null ? null : await new Service(machine, TimeProvider.System).ShowAsync("User", cancellationToken);
        return new UninstallFacts
        {
            IsRoot = Environment.IsPrivilegedProcess,
            Place = place,
            InstalledIn = installedIn,
            DockerUser = user is { Length: > 0 } && await Account.MayUseDockerAsync(machine, user, cancellationToken) ? user : null,
            IsInsecure = isInsecure && Directory.Exists(place.Directory),
            Replaceable = [.. link == place.Program ? [Place.Link] : Array.Empty<string>(), .. hardening, .. replaceable],
            Precious = [.. precious, .. folders],
            Strange = isInsecure ? [] : Others(place.Directory, [.. replaceable, .. precious]),
            Named = isInsecure ? [] : Records.Named(place, [.. precious, .. folders]),
            HasFolder = Directory.Exists(place.Directory),
            Made = await Account.FindAsync(machine, Account.OurName, cancellationToken) is { IsOurs: true } made ? made : null,
        };
    }

    /// <summary>Those that are there, and what is left of some that were being written when somebody was killed. A folder by such a name is somebody else's.</summary>
    private static ImmutableArray<string> Files(ReadOnlySpan<string> paths)
    {
        var found = ImmutableArray.CreateBuilder<string>();
        foreach (var path in paths)
        {
            foreach (var file in (ReadOnlySpan<string>)[path, $"{path}{DurableFile.Unfinished}"])
            {
                if (File.Exists(file) || Links.TargetOf(file) is not null)
                    found.Add(file);
            }
        }

        return found.ToImmutable();
    }

    private static ImmutableArray<string> Folders(ReadOnlySpan<string> paths)
    {
        var found = ImmutableArray.CreateBuilder<string>();
        foreach (var path in paths)
        {
            if (Path.Exists(path) || Links.TargetOf(path) is not null)
                found.Add(path);
        }

        return found.ToImmutable();
    }

    private static ImmutableArray<string> Others(string folder, ImmutableArray<string> ours)
    {
        var found = ImmutableArray.CreateBuilder<string>();
        foreach (var path in Directory.Exists(folder) ? Directory.EnumerateFileSystemEntries(folder) : [])
        {
            if (!ours.Contains(path))
                found.Add(path);
        }

        return found.ToImmutable();
    }
}
