namespace PiDeployer.Values;

/// <summary>A branch or a tag: what a push moved, or what a deployment checks out.</summary>
internal abstract record GitRef
{
    private const string Heads = "refs/heads/";
    private const string Tags = "refs/tags/";

    /// <summary>Of a name that git can have; a longer one is only good for filling logs.</summary>
    private const int LongestText = 255;

    internal sealed record Branch(BranchName Name) : GitRef;

    /// <param name="Name">Without <c>refs/tags/</c>; as usable as a branch's when <see cref="Parse"/> made it.</param>
    internal sealed record Tag(string Name) : GitRef;

    /// <summary>Neither: another kind of ref, or a name that no git would accept.</summary>
    internal sealed record Other(string Text) : GitRef;

    /// <summary>The bare name, for people and scripts; of <see cref="Other"/> the text.</summary>
    public string ShortName => this switch
    {
        Branch(var name) => name.Value,
        Tag(var name) => name,
        Other(var text) => text,
        _ => throw new InvalidOperationException("There is no other kind of ref."),
    };

    /// <summary>The old program took a bare name for a branch, so that <c>main</c> is as good as <c>refs/heads/main</c>.</summary>
    public static GitRef Parse(string text)
    {
        if (text.Length > LongestText)
            return new Other($"{text[..LongestText]}…");
        if (text.StartsWith(Tags, StringComparison.Ordinal))
            return BranchName.TryParse(text[Tags.Length..], out var tag) ? new Tag(tag.Value) : new Other(text);
        var name = text.StartsWith(Heads, StringComparison.Ordinal) ? text[Heads.Length..] : text;
        return BranchName.TryParse(name, out var branch) ? new Branch(branch) : new Other(text);
    }

    /// <summary>The whole name, which <see cref="Parse"/> reads back and git cannot mistake for another.</summary>
    public sealed override string ToString() => this switch
    {
        Branch => $"{Heads}{ShortName}",
        Tag => $"{Tags}{ShortName}",
        _ => ShortName,
    };
}
