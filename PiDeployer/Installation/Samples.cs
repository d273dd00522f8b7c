namespace PiDeployer.Installation;

/// <summary>The repository's own samples, which the binary brings with it.</summary>
internal static class Samples
{
    public const string EnvFile = ".env.example";
    public const string ProjectsFile = "projects.yml";
    public const string Schema = "projects.schema.json";
    public const string Unit = "pi-deployer.service";

    public const string Hardened = "hardened.conf";

    public static byte[] Read(string name)
    {
        using var stream = typeof(Samples).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is missing from the binary.");
        var sample = new byte[stream.Length];
        stream.ReadExactly(sample);
        return sample;
    }
}
