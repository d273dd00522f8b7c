using System.Reflection;

namespace PiDeployer.Http;

/// <summary><c>GET /</c>: a page for a browser, and for everybody else what this is and what it can be asked.</summary>
internal static class RootEndpoint
{
    private static readonly byte[] Page = ReadPage();

    private static readonly Dictionary<string, string> Endpoints = new Dictionary<string, string>
    {
        ["webhook"] = "POST /deploy",
        ["deploy"] = "POST /deploy/<name>",
        ["deploy_all_changed"] = "POST /deploy-all-changed?project=<name>",
        ["redeploy"] = "POST /redeploy-and-update/<name>",
        ["rollback"] = "POST /rollback/<name>?to=<id>",
        ["remove_environment"] = "DELETE /environments/<name>",
        ["deployments"] = "GET /deployments?project=<name>&limit=20&before=<number>",
        ["deployment"] = "GET /deployments/<id>",
        ["log"] = "GET /deployments/<id>/log",
        ["events"] = "GET /deployments/<id>/events",
        ["cancel"] = "POST /deployments/<id>/cancel",
        ["health"] = "GET /health",
        ["status"] = "GET /status",
        ["logs"] = "GET /logs/<name>?lines=50",
        ["config"] = "GET /config",
        ["metrics"] = "GET /metrics",
        ["reload"] = "POST /reload",
    };

    public static string Version { get; } =
        typeof(RootEndpoint).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    public static IResult Get(HttpContext http)
    {
        http.Response.Headers.Vary = "Accept";
        if (!http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase))
            return Answers.Ok(new RootAnswer("pi-deployer", Version, Endpoints), ApiJson.Readable.RootAnswer);

        // The page's one style and one script are inside it, and it asks nobody but us.
        http.Response.Headers.ContentSecurityPolicy =
            "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        return new BytesAnswer(Page, "text/html; charset=utf-8");
    }

    private static byte[] ReadPage()
    {
        using var stream = typeof(RootEndpoint).Assembly.GetManifestResourceStream("index.html")
            ?? throw new InvalidOperationException("The page is missing from the binary.");
        var page = new byte[stream.Length];
        stream.ReadExactly(page);
        return page;
    }
}
