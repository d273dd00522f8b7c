using PiDeployer.Health;
using PiDeployer.Projects;

namespace PiDeployer.Checks.Deployable;

/// <summary>Whether the address answers that a deployment asks in the end. Before the first one nothing may run there yet.</summary>
internal static class HealthAddress
{
    public static async Task LookAsync(HttpClient http, Site site, Project project, Findings found, CancellationToken cancellationToken)
    {
        if (project.HealthCheck is not { Template: null } settings)
            return; // With a port in it, it is asked on the side that was just started.
        var problem = await new HealthCheck(http, site.Clock).RunAsync(settings with { Retries = 1 }, _ => { }, cancellationToken);
        var where = ShownAddress.Of(settings.Url.AbsoluteUri).Text;
        if (problem is null)
        {
            found.Ok("The health check's address answers", where);
        }
        else
        {
            found.Warning(
                $"The health check's address {problem}; a deployment that ends like this has failed",
                where,
                "if the service runs, is the address right, and its port open here? `curl -i` asks it");
        }
    }
}
