namespace PiDeployer.Pipelines.Registries;

/// <summary>What a registry says of a tag.</summary>
internal abstract record RegistryAnswer
{
    /// <param name="Digest">Of what the tag means now: <c>sha256:…</c>.</param>
    internal sealed record Found(string Digest) : RegistryAnswer;

    /// <summary>It does not say; the reason is written for people, and has nothing of the registry's own words in it.</summary>
    internal sealed record Unknown(string Reason) : RegistryAnswer;
}
