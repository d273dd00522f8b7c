namespace PiDeployer.Http;

/// <summary>
/// Finds who answers a request. The framework's own router is made for thousands of routes: with its state machine and the regular expressions of its constraints it
/// would be larger than all of this program's own code.
/// </summary>
internal sealed class Router(IReadOnlyList<Route> routes)
{
    /// <summary>Leaves a 404, or a 405 with <c>Allow</c>, without a body where nobody answers.</summary>
    public async Task RouteAsync(HttpContext http)
    {
        var path = Route.Split(http.Request.Path.Value ?? "");
        var others = new List<string>();
        foreach (var route in routes)
        {
            if (!route.Matches(path))
                continue;
            if (route.Allows(http.Request.Method))
            {
                route.Read(path, http.Request.RouteValues);
                await (await route.Handle(http)).ExecuteAsync(http);
                return;
            }

            foreach (var method in route.Methods)
            {
                if (!others.Contains(method))
                    others.Add(method);
            }
        }

        http.Response.StatusCode = others.Count == 0 ? StatusCodes.Status404NotFound : StatusCodes.Status405MethodNotAllowed;
        if (others.Count > 0)
            http.Response.Headers.Allow = string.Join(", ", others);
    }
}
