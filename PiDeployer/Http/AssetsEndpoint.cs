namespace PiDeployer.Http;

/// <summary><c>GET /assets/VERSION/NAME</c>: what the dashboard's page asks for.</summary>
internal static class AssetsEndpoint
{
    public static IResult Get(HttpContext http)
    {
        // A page of another version must not be given parts of this one, and keep them for a year.
        if (http.Request.RouteValues["version"] as string != DashboardFiles.Version || http.Request.RouteValues["name"] is not string name || DashboardFiles.Find(name) is not { } bytes)
            return Answers.Error(StatusCodes.Status404NotFound, "There is no such part of the dashboard in this version; reload the page.");
        http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return new BytesAnswer(bytes, DashboardFiles.ContentTypeOf(name));
    }
}
