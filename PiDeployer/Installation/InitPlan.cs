using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Installation;

/// <summary>The files that a person fills in: only what is missing is written, and in <c>.env</c> only what is missing is added.</summary>
internal static class InitPlan
{
    private const int SecretBytes = 32;
    public const int LargestEnvFile = 1024 * 1024;

    /// <param name="place">Its folder need not be there yet.</param>
    public static Plan Make(Place place)
    {
        var problems = ImmutableArray.CreateBuilder<string>();
        var changes = ImmutableArray.CreateBuilder<Change>();
        var left = ImmutableArray.CreateBuilder<string>();
        try
        {
            AddEnvFile(place, problems, changes, left);
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            problems.Add($"{place.EnvFile} cannot be read: {e.Message.TrimEnd('.')}. Run this as its owner, or with sudo");
        }

        AddSample(place.ProjectsFile, "write the sample {0}; its projects are examples, and yours take their place", Samples.ProjectsFile, changes, left);
        AddSample(place.Schema, "write {0}, by which editors complete and check projects.yml", Samples.Schema, changes, left);
        return new Plan(problems.ToImmutable(), changes.ToImmutable(), left.ToImmutable());
    }

    public static string NewSecret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes));

    private static void AddEnvFile(
        Place place, ImmutableArray<string>.Builder problems, ImmutableArray<Change>.Builder changes, ImmutableArray<string>.Builder left)
    {
        var target = Links.TargetOf(place.EnvFile);
        if (target is not null && Environment.IsPrivilegedProcess)
        {
            problems.Add($"{place.EnvFile} is a link to {target}, and root does not write through links that others may have made. Put the file itself there");
            return;
        }

        var path = target ?? place.EnvFile; // The link itself is somebody's wish.
        if (!File.Exists(path))
        {
            var fresh = EnvSecrets.Fill(Encoding.UTF8.GetString(Samples.Read(Samples.EnvFile)), NewSecret);
            changes.Add(new Change.Write($"write {path} with a fresh {string.Join(" and ", fresh.Added)}", path, Encoding.UTF8.GetBytes(fresh.Text), Modes.Private));
            return;
        }

        if (SmallFile.ReadText(path, LargestEnvFile) is not { } text)
        {
            problems.Add($"{path} is not a file of a sensible size");
            return;
        }

        var (_, mistakes) = EnvFile.Parse(text, ImmutableDictionary<string, string>.Empty, path);
        problems.AddRange(mistakes);
        var filled = EnvSecrets.Fill(text, NewSecret);
        if (!filled.Added.IsEmpty && mistakes.IsEmpty)
        {
            changes.Add(new Change.Write($"add a fresh {string.Join(" and ", filled.Added)} to {path}", path, Encoding.UTF8.GetBytes(filled.Text), Modes.Private));
        }
        else
        {
            left.Add($"{path} stays as it is.{((File.GetUnixFileMode(path) & (Modes.Readable ^ Modes.Private)) == 0 ? "" : $" Others than its owner can read it: `chmod 600 {path}` mends that.")}");
        }
    }

    private static void AddSample(
        string path, string says, string sample, ImmutableArray<Change>.Builder changes, ImmutableArray<string>.Builder left)
    {
        if (File.Exists(path))
            left.Add($"{path} stays as it is.");
        else
            changes.Add(new Change.Write(says.Replace("{0}", path, StringComparison.Ordinal), path, Samples.Read(sample), Modes.Readable));
    }
}
