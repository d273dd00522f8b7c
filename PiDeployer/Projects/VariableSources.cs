using System.Collections.Immutable;

namespace PiDeployer.Projects;

/// <summary>What an entry of <c>projects.yml</c> says of the environment of its commands. What it says itself is known when the file is read; the files that it names are read at each deployment.</summary>
/// <param name="Values">As they stand there; they win over those of the files.</param>
/// <param name="SecretFiles">Of a variable, the file that holds its value; absolute, or from the project's folder.</param>
/// <param name="Files">In the format of <c>.env</c>, the later over the earlier; absolute, or from the project's folder.</param>
internal sealed record VariableSources(ImmutableDictionary<string, string> Values, ImmutableDictionary<string, string> SecretFiles, ImmutableArray<string> Files)
{
    /// <summary>How the names begin that a deployment gives its commands itself.</summary>
    public const string OurPrefix = "DEPLOYER_";

    /// <summary>How a name ends whose value is the name of a file.</summary>
    public const string FileSuffix = "_FILE";

    public static VariableSources Empty { get; } = new(ImmutableDictionary<string, string>.Empty, ImmutableDictionary<string, string>.Empty, []);

    public bool IsEmpty => Values.IsEmpty && SecretFiles.IsEmpty && Files.IsEmpty;

    /// <summary>As they stand in <c>projects.yml</c>.</summary>
    public IEnumerable<string> Names => Values.Keys.Concat(SecretFiles.Keys.Select(name => $"{name}{FileSuffix}")).Order(StringComparer.Ordinal);
}
