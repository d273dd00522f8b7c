using System.Reflection;

namespace PiDeployer.Http;

/// <summary><c>GET /</c>: a page for a browser, and for everybody else what this is and what it can be asked.</summary>
internal static class RootEndpoint
{
    private static readonly Dictionary<string, string> Endpoints = new Dictionary<string, string>
    {
        ["webhook"] = "POST /deploy",
        ["deploy"] = "POST /deploy/<name>",
        ["deploy_all_changed"] = "POST /deploy-all-changed?project=<name>",
        ["redeploy"] = "POST /redeploy-and-update/<name>",
        ["rollback"] = "POST /rollback/<name>?to=<id>",
        ["remove_environment"] = "DELETE /environments/<name>",
        ["deployments"] = "GET /deployments?project=<name>&state=<result>,<result>&text=<words>&limit=20&before=<number>",
        ["deployment"] = "GET /deployments/<id>",
        ["log"] = "GET /deployments/<id>/log",
        ["events"] = "GET /deployments/<id>/events",
        ["cancel"] = "POST /deployments/<id>/cancel",
        ["health"] = "GET /health",
        ["status"] = "GET /status?recent=0",
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

        // It asks nobody but us, and runs nothing that is not a file of ours, whatever a commit or a log may hold.
        http.Response.Headers.ContentSecurityPolicy =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        http.Response.Headers.CacheControl = "no-cache";
        return new BytesAnswer(DashboardFiles.Page, "text/html; charset=utf-8");
    }
}
