using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using PiDeployer.Values;

namespace PiDeployer.Projects;

/// <summary>Reads what an entry of <c>projects.yml</c> says of its stack in Docker Swarm.</summary>
internal static class SwarmReader
{
    /// <summary>Swarm's names of services have 63 characters at most, and each begins with the stack's.</summary>
    private const int MaxLength = 60;

    private const string Rule = "is not a name for a stack: up to 60 of a-z, A-Z, 0-9, _ and -, and the first one a letter or a digit";

    /// <summary>What compose has and a stack has not, and what to do about it.</summary>
    private static readonly (string Key, string Instead)[] OfCompose =
    [
        ("compose_profiles", "a stack has no profiles: put what is not always deployed into a file of its own, and name the files in compose_files"),
        ("compose_env_files", "a stack's variables come from .env beside its first compose file, and from the environment"),
        ("compose_project", "a stack is named by stack_name"),
    ];

    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");

    /// <param name="entry">Of a project of any mode.</param>
    /// <param name="mode">Which one.</param>
    /// <param name="name">The project's; null when that is wrong.</param>
    /// <param name="compose">What it says of its containers.</param>
    /// <returns>The stack's name; null in the other modes, and when it is wrong, which has been reported then.</returns>
    public static string? Read(MappingReader entry, DeployMode mode, ProjectName? name, ComposeOptions compose)
    {
        var stack = entry.Parsed<string>("stack_name", TryParse, Rule);
        if (mode != DeployMode.Swarm)
            return null;
        if (compose.Engine == ContainerEngine.Podman)
            entry.Reject("engine", "engine podman has no Swarm; deploy_mode swarm needs docker");
        foreach (var (key, instead) in OfCompose)
        {
            if (!entry.Lacks(key))
                entry.Reject(key, $"{key} does not go with deploy_mode swarm: {instead}");
        }

        if (stack is not null || name is null || !entry.Lacks("stack_name"))
            return stack;
        if (TryParse(name.Value, out stack))
            return stack;
        entry.Reject("name", $"the name '{name}' {Rule}; say a stack_name");
        return null;
    }

    private static bool TryParse(string text, [NotNullWhen(true)] out string? stack)
    {
        stack = text is { Length: > 0 and <= MaxLength } && char.IsAsciiLetterOrDigit(text[0]) && !text.AsSpan().ContainsAnyExcept(Allowed) ? text : null;
        return stack is not null;
    }
}
