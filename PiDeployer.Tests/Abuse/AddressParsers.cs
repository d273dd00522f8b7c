using System.Net;
using Microsoft.AspNetCore.Http;
using PiDeployer.Deployments;
using PiDeployer.Http;
using PiDeployer.Logs;
using PiDeployer.Projects;
using PiDeployer.Tests.Infra;
using PiDeployer.Values;

namespace PiDeployer.Tests.Abuse;

/// <summary>What stands in an address or in a header, and names something.</summary>
internal static class AddressParsers
{
    private static readonly string NoFolder = "/nowhere";

    public static IEnumerable<Parser> All =>
    [
        Parser.OfHeader("a chain of proxies", ["203.0.113.5, 127.0.0.1", "[2001:db8::7]:443, ::ffff:10.0.0.9", "unknown"], text =>
        {
            var http = new DefaultHttpContext();
            http.Request.Headers[ClientAddress.Header] = text;
            http.Connection.RemoteIpAddress = IPAddress.Loopback;
            _ = new ClientAddress([Range("127.0.0.0/8"), Range("::/0")], _ => Task.CompletedTask).Of(http);
            _ = AddressRange.TryParse(text, out _);
        }) with { Words = [",", "127.0.0.1", "::1", "[", "]", ":80", "%eth0", "/8"] },
        Parser.OfHeader("a query", ["project=shop&state=failed,timed_out&text=till&limit=20&before=7&wait=30&lines=50", "recent=20"], text =>
        {
            var http = new DefaultHttpContext();
            http.Request.QueryString = new QueryString($"?{text}");
            _ = Keys.TryReadQuery(http, out _);
            _ = Patience.TryRead(http.Request, Patience.None, out _);
            var filter = new DeploymentFilter(null, DeploymentFilter.StatesOf(http.Request.Query["state"]), http.Request.Query["text"]);
            _ = filter.UnknownState;
        }) with { Words = ["&", "=", "%", "project=", "state=", "wait=", ","] },
        Parser.OfHeader("a place in a log", ["0", "1234", "end"], text =>
        {
            var http = new DefaultHttpContext();
            http.Request.Headers["Last-Event-ID"] = text;
            _ = new DeploymentLogAnswers(new DeploymentLogs(NoFolder, LogLimits.Default), TimeProvider.System, CancellationToken.None)
                .Events(http.Request, Some.Name("shop"), DeploymentId.New(TimeProvider.System), () => null);
        }),
        Parser.OfHeader("a path", ["/deploy/shop", "/deployments/20261121-140507-9f3a61/log", "/assets/1/app.js"], text =>
        {
            _ = new Route("/deploy/{name}", ["GET"], _ => Task.FromResult(Answers.Unauthorized())).Matches(Route.Split(text));
            _ = DeploymentId.TryParse(text, out _);
        }) with { Words = ["/", "//", "..", "{name}"] },
        Parser.OfText("a name", ["ann/shop", "refs/heads/feature/till", "registry.example.org:5000/ann/shop:v2@sha256:" + new string('0', 64), "https://git.example.org:8443/ann/shop.git", "release/**/v*", "ann@example.org", "90s"], text =>
        {
            _ = RepositoryName.TryParse(text, out _);
            _ = RepositoryAddress.TryParse(text, out _);
            _ = ServiceName.TryParse(text, out _);
            _ = DeliveryId.TryParse(text, out _);
            _ = CommitId.TryParse(text, out _);
            _ = MailAddress.TryParse(text, out _);
            _ = HttpAddress.TryParse(text, out _);
            _ = PathGlob.TryParse(text, out _);
            _ = DurationText.TryParse(text);
            _ = $"{GitRef.Parse(text)}";
            if (ImageName.TryParse(text, out var image))
                _ = ImageReference.Of(image);
            if (RefPattern.TryParse(text, out var pattern))
                pattern.Matches(text);
        }) with { Words = ["/", "**", "*", "?", ":", "@sha256:", ".lock", "..", "a-", "a.", "__", "git@", "://"] },
    ];

    private static AddressRange Range(string text) => AddressRange.TryParse(text, out var range) ? range : throw new InvalidOperationException(text);
}
