using PiDeployer.Values;

namespace PiDeployer.Pipelines;

/// <summary>Which checkout a folder belongs to: two projects may have a part each of one repository, or name the same folder by different ways, and two gits can not work in it.</summary>
internal static class WorkTree
{
    /// <summary>The nearest folder at or above it that git works in, links followed; the folder itself where there is none.</summary>
    public static string Of(string path)
    {
        var real = Real(path);
        for (var folder = real; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (Path.Exists(Path.Combine(folder, ".git")))
                return folder;
        }

        return real;
    }

    /// <summary>The path without links in it. A link that leads nowhere, or in a circle, stands for itself.</summary>
    public static string Real(string path)
    {
        if (Path.GetDirectoryName(path) is not { } parent)
            return path;
        var here = Path.Combine(Real(parent), Path.GetFileName(path));
        try
        {
            return Directory.ResolveLinkTarget(here, returnFinalTarget: true) is { } target ? Real(target.FullName) : here;
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            return here;
        }
    }
}
