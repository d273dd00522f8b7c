namespace PiDeployer.Tests.Infra;

/// <summary>A machine with the native binary installed as the README says: the shipped unit, a user <c>pi</c>, and a free port on loopback.</summary>
internal static class InstalledUnit
{
    public const string Collection = "systemd";

    public const string ProjectsFile = "/opt/pi-deployer/projects.yml";

    /// <param name="folder">For what the machine has to see of this one.</param>
    /// <param name="port">Where the server shall listen.</param>
    /// <param name="projects">The text of <c>projects.yml</c>.</param>
    public static async Task<SystemdMachine> BootAsync(TempDirectory folder, int port, string projects)
    {
        File.Copy(ProgramUnderTest.NativeBinary, folder.File("pi-deployer"));
        folder.Write("pi-deployer.service", await File.ReadAllTextAsync(Path.Combine(ProgramUnderTest.SourceRoot, "pi-deployer.service")));
        var machine = await SystemdMachine.BootAsync(folder);
        machine.Run("useradd", "--create-home", "pi");
        machine.Run("install", "-d", "-o", "pi", "/opt/pi-deployer");
        machine.Run("install", folder.File("pi-deployer"), "/opt/pi-deployer/pi-deployer");
        machine.Run("cp", folder.File("pi-deployer.service"), "/etc/systemd/system/");
        machine.Write("/opt/pi-deployer/.env", $"DEPLOY_TOKEN={RunningServer.Token}\nDEPLOYER_HOST=127.0.0.1\nDEPLOYER_PORT={port}\n");
        machine.Write(ProjectsFile, projects);
        machine.Run("systemctl", "daemon-reload");
        return machine;
    }
}
