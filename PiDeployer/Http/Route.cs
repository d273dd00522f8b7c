namespace PiDeployer.Http;

/// <summary>One line of the table in <see cref="Routes"/>: a path, what may be done with it, and who answers.</summary>
/// <param name="pattern">Such as <c>/deploy/{name}</c>. A segment in braces stands for any text but none; the others are compared whatever their case.</param>
/// <param name="methods">In the order that <c>Allow</c> lists them.</param>
/// <param name="handle">Answers it.</param>
internal sealed class Route(string pattern, string[] methods, Func<HttpContext, Task<IResult>> handle)
{
    private readonly string[] segments = Split(pattern);

    public string[] Methods => methods;

    public Func<HttpContext, Task<IResult>> Handle => handle;

    /// <summary>Those of a path, without its slashes; one slash more at the end makes no other path.</summary>
    public static string[] Split(string path)
    {
        if (path.Length <= 1)
            return [];
        var end = path[^1] == '/' ? path.Length - 1 : path.Length;
        return path[1..end].Split('/');
    }

    public bool Allows(string method)
    {
        foreach (var allowed in methods)
        {
            if (string.Equals(allowed, method, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    public bool Matches(string[] path)
    {
        if (path.Length != segments.Length)
            return false;
        for (var i = 0; i < path.Length; i++)
        {
            if (IsValue(segments[i]) ? path[i].Length == 0 : !string.Equals(path[i], segments[i], StringComparison.OrdinalIgnoreCase))
                return false;
        }

        return true;
    }

    /// <summary>Puts what the path has in place of the names in braces into <paramref name="values"/>.</summary>
    public void Read(string[] path, RouteValueDictionary values)
    {
        for (var i = 0; i < path.Length; i++)
        {
            if (IsValue(segments[i]))
                values[segments[i][1..^1]] = path[i];
        }
    }

    private static bool IsValue(string segment) => segment.StartsWith('{');
}
