using PiDeployer.Values;

namespace PiDeployer.Webhooks;

/// <summary>What every forge's notice of a push becomes.</summary>
/// <param name="Repository">Where it was pushed.</param>
/// <param name="Ref">What moved.</param>
/// <param name="IsDeletion">True when the branch or tag is gone.</param>
/// <param name="Head">The newest commit, as the forge tells it; null when it told nothing usable.</param>
internal sealed record PushEvent(RepositoryName Repository, GitRef Ref, bool IsDeletion, Commit? Head);

/// <summary>What a push moved.</summary>
internal abstract record GitRef
{
    internal sealed record Branch(BranchName Name) : GitRef;

    internal sealed record Tag(string Name) : GitRef;

    /// <summary>Neither: another kind of ref, or a name that no git would accept.</summary>
    internal sealed record Other(string Text) : GitRef;

    /// <summary>The old program took a bare name for a branch, so that <c>main</c> is as good as <c>refs/heads/main</c>.</summary>
    public static GitRef Parse(string text)
    {
        const int longest = 255; // Of a name that git can have; a longer one is only good for filling logs.
        if (text.Length > longest)
            return new Other($"{text[..longest]}…");
        const string heads = "refs/heads/";
        const string tags = "refs/tags/";
        if (text.StartsWith(tags, StringComparison.Ordinal))
            return new Tag(text[tags.Length..]);
        var name = text.StartsWith(heads, StringComparison.Ordinal) ? text[heads.Length..] : text;
        return BranchName.TryParse(name, out var branch) ? new Branch(branch) : new Other(text);
    }
}
