using Microsoft.AspNetCore.Http;
using PiDeployer.Http;

namespace PiDeployer.Tests.Http;

public sealed class RouterTests
{
    private static readonly string[] Methods = ["GET", "HEAD"];

    [Theory]
    [InlineData("/", "/")]
    [InlineData("", "/")]
    [InlineData("/health", "/health")]
    [InlineData("/health/", "/health")]
    [InlineData("/HEALTH", "/health")]
    [InlineData("/logs/shop", "/logs/{name}")]
    [InlineData("/logs/shop/", "/logs/{name}")]
    [InlineData("/runs/7", "/runs/{id}")]
    [InlineData("/runs/7/events", "/runs/{id}/events")]
    [InlineData("/runs/latest", "/runs/latest")]
    public async Task A_path_finds_its_route(string path, string pattern) => (await RouteAsync("GET", path)).Answered.ShouldBe(pattern);

    [Theory]
    [InlineData("//")]
    [InlineData("/healthy")]
    [InlineData("/health//")]
    [InlineData("//health")]
    [InlineData("/logs")]
    [InlineData("/logs/")]
    [InlineData("/logs//")]
    [InlineData("/runs/7/event")]
    [InlineData("/runs//events")]
    public async Task Any_other_path_is_not_found(string path)
    {
        var (answered, http) = await RouteAsync("GET", path);

        answered.ShouldBe("");
        http.Response.StatusCode.ShouldBe(404);
        http.Response.Headers.Allow.Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_value_is_read_as_the_path_has_it()
    {
        var (_, http) = await RouteAsync("GET", "/logs/Shop{7} ä");

        http.Request.RouteValues.ShouldHaveSingleItem().ShouldBe(new KeyValuePair<string, object?>("name", "Shop{7} ä"));
    }

    [Fact]
    public async Task A_path_without_values_leaves_none() => (await RouteAsync("GET", "/runs/latest")).Http.Request.RouteValues.ShouldBeEmpty();

    [Theory]
    [InlineData("DELETE", "/health", "GET, HEAD")]
    [InlineData("DELETE", "/runs/7", "GET, HEAD, POST")]
    [InlineData("DELETE", "/runs/latest", "GET, HEAD, POST")]
    public async Task A_wrong_method_is_told_all_the_right_ones(string method, string path, string allowed)
    {
        var (answered, http) = await RouteAsync(method, path);

        answered.ShouldBe("");
        http.Response.StatusCode.ShouldBe(405);
        http.Response.Headers.Allow.ToString().ShouldBe(allowed);
    }

    [Theory]
    [InlineData("POST", "/runs/7", "POST /runs/{id}")]
    [InlineData("get", "/runs/7", "/runs/{id}")]
    [InlineData("HEAD", "/runs/7", "/runs/{id}")]
    public async Task The_method_decides_between_routes_of_one_path(string method, string path, string answered) =>
        (await RouteAsync(method, path)).Answered.ShouldBe(answered);

    private static async Task<(string Answered, HttpContext Http)> RouteAsync(string method, string path)
    {
        var answered = "";
        Route Named(string pattern, string[] methods, string name) => new(pattern, methods, _ =>
        {
            answered += name;
            return Task.FromResult<IResult>(TypedResults.Empty);
        });
        var router = new Router(
        [
            Named("/", Methods, "/"),
            Named("/health", Methods, "/health"),
            Named("/logs/{name}", Methods, "/logs/{name}"),
            Named("/runs/latest", Methods, "/runs/latest"),
            Named("/runs/{id}", Methods, "/runs/{id}"),
            Named("/runs/{id}", ["POST"], "POST /runs/{id}"),
            Named("/runs/{id}/events", Methods, "/runs/{id}/events"),
        ]);
        var http = new DefaultHttpContext { Request = { Method = method, Path = path } };
        await router.RouteAsync(http);
        return (answered, http);
    }
}
