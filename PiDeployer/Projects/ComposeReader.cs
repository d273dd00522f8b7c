using System.Diagnostics.CodeAnalysis;
using PiDeployer.Values;

namespace PiDeployer.Projects;

/// <summary>Reads what an entry of <c>projects.yml</c> says of its containers.</summary>
internal static class ComposeReader
{
    public static ComposeOptions Read(MappingReader entry) => new()
    {
        Engine = entry.OneOf("engine", ["docker", "podman"]) == "podman" ? ContainerEngine.Podman : ContainerEngine.Docker,
        Files = entry.Texts<string>("compose_files", TryParseFile, "is not the name of a file"),
        Profiles = entry.Texts<string>("compose_profiles", TryParseProfile, "is not the name of a profile"),
        EnvFiles = entry.Texts<string>("compose_env_files", TryParseFile, "is not the name of a file"),
        Builds = entry.Flag("build"),
        ProjectName = entry.Parsed<string>("compose_project", TryParseProjectName, "is not a name for compose: a-z, 0-9, _ and -, and the first one a letter or a digit"),
    };

    public static bool TryParseFile(string text, [NotNullWhen(true)] out string? file)
    {
        file = text.Length > 0 && text[0] != '-' && !text.Any(char.IsControl) ? text : null;
        return file is not null;
    }

    private static bool TryParseProfile(string text, [NotNullWhen(true)] out string? profile)
    {
        profile = text == "*" || ServiceName.TryParse(text, out _) ? text : null;
        return profile is not null;
    }

    private static bool TryParseProjectName(string text, [NotNullWhen(true)] out string? name)
    {
        name = ServiceName.TryParse(text, out _) && text[0] != '_' && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_') ? text : null;
        return name is not null;
    }
}
