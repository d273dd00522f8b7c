using Microsoft.AspNetCore.Http;
using PiDeployer.Checks;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Checks;

public sealed class ProxyAnswerTests : IDisposable
{
    private readonly CheckRig rig = new(hasCheckout: false);

    [Fact(Timeout = 180_000)]
    public async Task Real_proxies_that_are_as_they_have_to_be_are_well()
    {
        Assert.SkipUnless(ProxyProgram.MissingReason is null, ProxyProgram.MissingReason ?? "");
        using var sides = new HaProxyProgram("shop", 8081, 8082);
        using var branches = new DocumentedHaProxy();
        using var caddy = new CaddyProgram();
        await Task.WhenAll(sides.StartAsync(), branches.StartAsync(), caddy.StartAsync());

        BlueGreen(sides.Fields);
        (await rig.LookAsync()).IsWell("proxy");
        BlueGreen(caddy.Fields);
        (await rig.LookAsync()).IsWell("proxy");
        (await caddy.ConfigurationAsync("apps")).ShouldBeNull("Caddy was told nothing");
        Branches(branches.Fields);
        (await rig.LookAsync()).IsWell("proxy");
        Branches(branches.Fields.Replace("environments.map", "other.map", StringComparison.Ordinal));
        (await rig.LookAsync()).Only("proxy", Severity.Error, "HAProxy knows no map ");
    }

    [Fact(Timeout = 180_000)]
    public async Task The_proxy_is_asked_whether_it_is_there_and_not_told_anything()
    {
        var requests = new List<string>();
        await using (var caddy = new LoopbackApi(0, http =>
        {
            lock (requests)
                requests.Add($"{http.Request.Method} {http.Request.Path}");
            return http.Response.WriteAsync("null");
        }))
        {
            await caddy.StartAsync();
            BlueGreen($"caddy: {{ admin: '{caddy.Address.ToString().TrimEnd('/')}', listen: ':80', host: shop.example.org }}");
            (await rig.LookAsync()).IsWell("proxy");
        }

        requests.ShouldBe(["GET /config/"]);
        (await rig.LookAsync()).Only("proxy", Severity.Error, "Caddy's admin API cannot be asked at");

        var path = Path.Combine(rig.Folder, "haproxy.sock");
        BlueGreen($"haproxy: {{ socket: {path}, backend: shop }}");
        (await rig.LookAsync()).Only("proxy", Severity.Error, "HAProxy cannot be asked at").Where.ShouldBe(path);
    }

    public void Dispose() => rig.Dispose();

    private void Branches(string proxy) => rig.Projects =
        $"projects: [{{ name: shop, repo: ann/shop, path: '{rig.Folder}/shop', branch: '**', environments: {{ ports: 8081-8086, host: '{{branch}}.example.org' }}, {proxy} }}]";

    private void BlueGreen(string proxy) => rig.Projects =
        $"projects: [{{ name: shop, path: '{rig.Folder}/shop', deploy_mode: blue-green, service_name: shop@, blue_green: {{ ports: [8081, 8082] }}, {proxy}, health_check: {{ enabled: true, url: 'http://127.0.0.1:{{port}}/' }} }}]";
}
