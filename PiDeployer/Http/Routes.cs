namespace PiDeployer.Http;

/// <summary>Which path leads where. Every path that can be read answers HEAD too.</summary>
internal static class Routes
{
    private static readonly string[] Read = [HttpMethods.Get, HttpMethods.Head];
    private static readonly string[] ReadOrPost = [.. Read, HttpMethods.Post];
    private static readonly string[] Post = [HttpMethods.Post];

    public static void Map(
        IEndpointRouteBuilder app, WebhookEndpoint webhook, DeployEndpoint deploy, RollbackEndpoint rollback,
        DeploymentEndpoints deployments, StatusEndpoints status, LogsEndpoint logs, ReloadEndpoint reload)
    {
        Add(app, "/", Read, RootEndpoint.Get);
        Add(app, "/health", ReadOrPost, _ => status.Health());
        Add(app, "/status", Read, _ => status.Status());
        Add(app, "/config", Read, _ => status.Config());
        Add(app, "/logs/{name}", Read, logs.Get);
        Add(app, "/reload", Post, reload.Post);
        Add(app, "/deploy", Post, webhook.PostAsync);
        Add(app, "/deploy/{name}", Post, deploy.PostAsync);
        Add(app, "/rollback/{name}", Post, rollback.PostAsync);
        Add(app, "/deployments", Read, deployments.List);
        Add(app, "/deployments/{id}", Read, deployments.GetAsync);
        Add(app, "/deployments/{id}/cancel", Post, deployments.CancelAsync);
    }

    private static void Add(IEndpointRouteBuilder app, string path, string[] methods, Func<HttpContext, IResult> handle) =>
        Add(app, path, methods, http => Task.FromResult(handle(http)));

    private static void Add(IEndpointRouteBuilder app, string path, string[] methods, Func<HttpContext, Task<IResult>> handle)
    {
        RequestDelegate answer = async http =>
        {
            if (http.Request.Headers.ContentEncoding.Count > 0)
                await Answers.Error(StatusCodes.Status415UnsupportedMediaType, "The body is compressed; send it as it is.").ExecuteAsync(http);
            else
                await (await handle(http)).ExecuteAsync(http);
        };
        app.MapMethods(path, methods, answer);
    }
}
