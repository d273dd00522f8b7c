using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using PiDeployer.Pipelines.Git;
using PiDeployer.Values;

namespace PiDeployer.Pipelines.Containers;

/// <summary>
/// A hash of all that makes a stack what it is: its compose files with everything that they take in, its settings here, and the files that its containers are given. Of
/// those that containers can write, what git tracks counts, as it was committed: what a container writes into its own folder is no new version of it.
/// </summary>
internal static class StackContent
{
    /// <summary>Of a file that git does not track; a larger one is no settings.</summary>
    private const int MaxBytes = 1024 * 1024;

    /// <summary>In hex; null, which means that it has to be taken for another, when git does not say what was committed. The configuration's secrets are in it, and cannot be had back.</summary>
    public static async Task<string?> HashAsync(StepContext context, ComposeConfiguration configuration, CancellationToken cancellationToken)
    {
        var project = context.Project;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(configuration.Text);
        Add(string.Join('\n', [project.Compose.Engine.ToString(), project.Compose.ProjectName, .. project.Compose.Profiles, project.HealthCheck?.Url.AbsoluteUri]));
        foreach (var file in configuration.Settings)
            AddFile(file);

        var top = WorkTree.Of(project.Path);
        if (Inside(configuration.Files, top) is { IsEmpty: false } inside && Path.Exists(Path.Combine(top, ".git")))
        {
            var (asked, committed) = await GitCommand.AskAsync(context.For(project with { Path = top }), ["ls-tree", "HEAD", "--", .. inside], cancellationToken);
            if (asked is not StepResult.Succeeded)
                return null;
            Add(committed);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Add(string text)
        {
            hash.AppendData(BitConverter.GetBytes(text.Length)); // Or what moves from one part to the next would go unseen.
            hash.AppendData(Encoding.UTF8.GetBytes(text));
        }

        void AddFile(string path)
        {
            Add(path);
            try
            {
                hash.AppendData(SmallFile.Read(path, MaxBytes) ?? []);
            }
            catch (Exception e) when (FileTrouble.Is(e))
            {
                // A file that only its container may read is one whose changes are not seen.
            }
        }
    }

    /// <summary>Those of the paths that are in the work tree, as git calls them from its top.</summary>
    public static ImmutableArray<string> Inside(ImmutableArray<string> paths, string top) =>
        [.. paths.Where(path => path == top || path.StartsWith($"{top}/", StringComparison.Ordinal)).Select(path => path == top ? "." : path[(top.Length + 1)..]).Distinct()];
}
