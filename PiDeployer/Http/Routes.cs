namespace PiDeployer.Http;

/// <summary>Which path leads where. Every path that can be read answers HEAD too; what is closed to strangers goes through the guard.</summary>
internal static class Routes
{
    private static readonly string[] Read = [HttpMethods.Get, HttpMethods.Head];
    private static readonly string[] ReadOrPost = [.. Read, HttpMethods.Post];
    private static readonly string[] Post = [HttpMethods.Post];
    private static readonly string[] Delete = [HttpMethods.Delete];

    /// <summary>Where two lines match a path and a method, the first one wins.</summary>
    public static Router Map(Guard guard, CountedAnswers counted, WebhookEndpoint webhook, DeployEndpoint deploy, StacksEndpoint stacks, RedeployEndpoint redeploy, RollbackEndpoint rollback,
        DeploymentEndpoints deployments, StatusEndpoints status, LogsEndpoint logs, ReloadEndpoint reload, EnvironmentEndpoint environments, MetricsEndpoint metrics) => new(
    [
        Add("/", Read, RootEndpoint.Get),
        Add("/assets/{version}/{name}", Read, AssetsEndpoint.Get),
        Add("/health", ReadOrPost, _ => status.Health()),
        Add("/status", Read, status.Status),
        Add("/config", Read, _ => status.Config()),
        Add("/metrics", Read, _ => metrics.Get()),
        Add("/logs/{name}", Read, guard.Closed(logs.Get)),
        Add("/reload", Post, guard.Closed(reload.Post)),
        new("/deploy", Post, counted.Of(AsItIs(guard.Counted(webhook.PostAsync)))),
        Add("/deploy/{name}", Post, guard.Closed(deploy.PostAsync)),
        Add("/deploy-all-changed", Post, guard.Closed(stacks.PostAsync)),
        Add("/redeploy-and-update/{name}", Post, guard.Closed(redeploy.PostAsync)),
        Add("/rollback/{name}", Post, guard.Closed(rollback.PostAsync)),
        Add("/environments/{name}", Delete, guard.Closed(environments.DeleteAsync)),
        Add("/deployments", Read, guard.Closed(deployments.List)),
        Add("/deployments/{id}", Read, guard.Closed(deployments.GetAsync)),
        Add("/deployments/{id}/log", Read, guard.Closed(deployments.LogAsync)),
        Add("/deployments/{id}/events", Read, guard.Closed(deployments.EventsAsync)),
        Add("/deployments/{id}/cancel", Post, guard.Closed(deployments.CancelAsync)),
    ]);

    private static Route Add(string path, string[] methods, Func<HttpContext, IResult> handle) => Add(path, methods, http => Task.FromResult(handle(http)));

    private static Route Add(string path, string[] methods, Func<HttpContext, Task<IResult>> handle) => new(path, methods, AsItIs(handle));

    private static Func<HttpContext, Task<IResult>> AsItIs(Func<HttpContext, Task<IResult>> handle) => http =>
        http.Request.Headers.ContentEncoding.Count > 0
            ? Task.FromResult(Answers.Error(StatusCodes.Status415UnsupportedMediaType, "The body is compressed; send it as it is."))
            : handle(http);
}
