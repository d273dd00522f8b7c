using PiDeployer.Installation;

namespace PiDeployer.Tests.Installation;

public sealed class ListenAddressTests
{
    [Theory]
    [InlineData("", "", "0.0.0.0", 5000)]
    [InlineData("DEPLOYER_HOST=localhost\nFLASK_PORT=8080\n", "", "127.0.0.1", 8080)]
    [InlineData("DEPLOYER_HOST=192.168.1.7\nDEPLOYER_PORT=nonsense\n", "", "192.168.1.7", 5000)]
    [InlineData("DEPLOYER_PORT=5000\n", "A=b DEPLOYER_PORT=8080 DEPLOYER_HOST=::", "::", 8080)]
    [InlineData("DEPLOYER_PORT=5000\n", "\"A=b DEPLOYER_PORT=1\" \"DEPLOYER_PORT=8080\"", "0.0.0.0", 8080)]
    public void Where_it_will_listen_the_unit_says_before_the_file(string env, string unit, string host, int port)
    {
        var address = ListenAddress.Of(ServiceVariables.Of(env, unit));

        (address.Host.ToString(), address.Port).ShouldBe((host, port));
    }

    [Theory]
    [InlineData("3 projects at http://0.0.0.0:8080", "http://127.0.0.1:8080/")]
    [InlineData("1 projects at http://[::]:5000; the last reload failed: projects.yml:1: nonsense", "http://[::1]:5000/")]
    [InlineData("3 projects at http://192.168.1.7:5000", "http://192.168.1.7:5000/")]
    [InlineData("Waiting for deployments to end", null)]
    [InlineData("", null)]
    public void It_is_asked_where_it_says_that_it_serves(string status, string? address) => ServingAddress.In(status)?.ToString().ShouldBe(address);
}
