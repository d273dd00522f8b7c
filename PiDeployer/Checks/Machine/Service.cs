namespace PiDeployer.Checks.Machine;

/// <summary>Whether systemd can start the server, and whether what the unit forbids is something that a project needs.</summary>
internal static class Service
{
    public static void Look(Site site, Findings found)
    {
        if (site.Unit is not { } unit)
        {
            found.Ok("The server is not installed under systemd here", null);
            return;
        }

        if (unit.Program is { Length: > 0 } program && !File.Exists(program))
            found.Error($"The unit starts {program}, which is not there", ServiceUnit.Name, $"put the program there, or name another one: sudo systemctl edit {ServiceUnit.Name}");
        else if (unit.IsOutdated)
            found.Warning("The unit's file was changed, and systemd goes by the old one", ServiceUnit.Name, "sudo systemctl daemon-reload");
        else if (!unit.StartsAtBoot)
            found.Warning("The service does not start with the machine", ServiceUnit.Name, "sudo systemctl enable pi-deployer");
        else
            found.Ok($"The service runs {unit.Program} as {unit.User}, from the machine's start on", ServiceUnit.Name);

        if (unit.NoNewPrivileges && site.Projects.FirstOrDefault(project => project.Units.Any(name => Polkit.WhyAllowed(name, site) is null)) is { } project)
        {
            found.Warning(
                $"NoNewPrivileges forbids sudo, and {project.Name} has units to restart: only a polkit rule can allow it that, and none can be seen",
                ServiceUnit.Name,
                $"{Polkit.Mend}; or take NoNewPrivileges out of the unit");
        }
    }
}
