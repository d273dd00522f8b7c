using System.Collections.Immutable;
using YamlDotNet.Core;

namespace PiDeployer.Projects;

/// <summary>Collects what is wrong with a file, each as <c>projects.yml:LINE:COLUMN: message</c>, so that everything is reported at once.</summary>
internal sealed class FileProblems(string fileName)
{
    private readonly SortedSet<(long Line, long Column, string Message)> found = [];

    public bool Any => found.Count > 0;

    /// <summary>In the file's order; a mistake in the defaults is one mistake, however many projects inherit it.</summary>
    public ImmutableArray<string> All
    {
        get
        {
            var all = ImmutableArray.CreateBuilder<string>(found.Count);
            foreach (var (line, column, message) in found)
                all.Add($"{fileName}:{line}:{column}: {message}");
            return all.MoveToImmutable();
        }
    }

    public void Add(Mark at, string message) => found.Add((at.Line, at.Column, message));
}
