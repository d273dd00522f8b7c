using PiDeployer.Installation;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Installation;

public sealed class UnitFileTests
{
    [Fact]
    public void The_shipped_unit_is_filled_in()
    {
        var shipped = SourceTree.Read("pi-deployer.service");

        UnitFile.Make("pi", Place.Usual).ShouldBe(shipped);
        var unit = UnitFile.Make("ann", "/srv/deployer");
        UnitFile.Value(unit, "User").ShouldBe("ann");
        UnitFile.Value(unit, "ExecStart").ShouldBe("/srv/deployer/pi-deployer");
        unit.ShouldNotContain(Place.Usual);
        UnitFile.IsOurs(unit).ShouldBeTrue();
        UnitFile.Folder(unit).ShouldBe("/srv/deployer");
        UnitFile.Folder("[Service]\nExecStart=/srv/pi-deployer --verbose\n").ShouldBe("/srv");
        UnitFile.Folder("[Service]\nWorkingDirectory=/srv\nExecStart=/usr/bin/webhook\n").ShouldBeNull("it is not ours");
    }
}
