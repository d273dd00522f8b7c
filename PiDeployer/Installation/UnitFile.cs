using System.Text;

namespace PiDeployer.Installation;

/// <summary>The unit that the repository ships, filled in; and what one that is installed says.</summary>
internal static class UnitFile
{
    private const string SampleUser = "\nUser=pi\n";

    public static string Make(string user, string directory) => Encoding.UTF8.GetString(Samples.Read(Samples.Unit))
        .Replace(SampleUser, $"\nUser={user}\n", StringComparison.Ordinal)
        .Replace(Place.Usual, directory, StringComparison.Ordinal);

    /// <summary>What the unit says after <c>key=</c>; null when it does not say it.</summary>
    public static string? Value(string? unit, string key)
    {
        foreach (var line in (unit ?? "").Split('\n'))
        {
            if (line.StartsWith($"{key}=", StringComparison.Ordinal))
                return line[(key.Length + 1)..].Trim();
        }

        return null;
    }

    /// <summary>Where the installed program is; null when nothing of ours is installed.</summary>
    public static string? Folder(string? unit) => unit is not null && IsOurs(unit) ? Value(unit, "WorkingDirectory") ?? Path.GetDirectoryName(Program(unit)) : null;

    /// <summary>Null when none is installed, whosever.</summary>
    public static async Task<string?> ReadAsync(CancellationToken cancellationToken) => File.Exists(Place.Unit) ? await File.ReadAllTextAsync(Place.Unit, cancellationToken) : null;

    /// <summary>Whether it starts a pi-deployer, or is something else by the same name.</summary>
    public static bool IsOurs(string unit) => Path.GetFileName(Program(unit)) == Service.Name;

    private static string? Program(string unit) => Value(unit, "ExecStart")?.Split(' ')[0];
}
