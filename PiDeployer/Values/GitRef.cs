namespace PiDeployer.Values;

/// <summary>What a push moved.</summary>
internal abstract record GitRef
{
    internal sealed record Branch(BranchName Name) : GitRef;

    internal sealed record Tag(string Name) : GitRef;

    /// <summary>Neither: another kind of ref, or a name that no git would accept.</summary>
    internal sealed record Other(string Text) : GitRef;

    /// <summary>As git writes it in full.</summary>
    public sealed override string ToString() => this switch
    {
        Branch(var name) => $"refs/heads/{name}",
        Tag(var name) => $"refs/tags/{name}",
        Other(var text) => text,
        _ => throw new InvalidOperationException("There is no other kind of ref."),
    };

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
