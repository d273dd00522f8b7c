namespace PiDeployer.Installation;

/// <summary>Where everything of an installation is.</summary>
/// <param name="Directory">Absolute.</param>
internal sealed record Place(string Directory)
{
    public const string Usual = "/opt/pi-deployer";
    public const string Unit = "/etc/systemd/system/pi-deployer.service";

    /// <summary>What <c>systemctl edit</c> makes.</summary>
    public const string UnitChanges = $"{Unit}.d";

    /// <summary>Makes the unit the stricter one; that it is there says that this is wanted.</summary>
    public const string Hardened = $"{UnitChanges}/hardened.conf";

    public const string PolkitRules = "/etc/polkit-1/rules.d";

    /// <summary>Lets the service restart units without sudo.</summary>
    public const string PolkitRule = $"{PolkitRules}/50-pi-deployer.rules";

    /// <summary>So that people need not say where it is.</summary>
    public const string Link = "/usr/local/bin/pi-deployer";

    /// <summary>Of whoever is changing something; a restart of the machine takes it away.</summary>
    public const string Lock = "/run/pi-deployer.install.lock";

    public string Program { get; } = Path.Combine(Directory, "pi-deployer");

    /// <summary>The one before, kept by an upgrade.</summary>
    public string Previous => $"{Program}.previous";

    /// <summary>The one to come, until it takes the program's name.</summary>
    public string Next => $"{Program}.new";

    /// <summary>Is there as long as nobody knows whether the program starts: if it is found, an upgrade was cut off.</summary>
    public string Trial => $"{Program}.trial";

    /// <summary>The unit that an install has replaced.</summary>
    public string PreviousUnit => Path.Combine(Directory, "pi-deployer.service.previous");

    /// <summary>For everybody to read, as polkit's own folder is not.</summary>
    public string PolkitCopy => Path.Combine(Directory, "polkit.rules");

    public string EnvFile => Path.Combine(Directory, ".env");

    public string ProjectsFile => Path.Combine(Directory, "projects.yml");

    /// <summary>Of a server that was started there by hand; the unit names another, and so may <c>.env</c>.</summary>
    public string State => Path.Combine(Directory, "state");

    /// <inheritdoc cref="State"/>
    public string Logs => Path.Combine(Directory, "logs");

    public string Schema => Path.Combine(Directory, "projects.schema.json");
}
