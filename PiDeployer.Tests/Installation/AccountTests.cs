using PiDeployer.Installation;

namespace PiDeployer.Tests.Installation;

public sealed class AccountTests
{
    [Theory]
    [InlineData("pi:x:1000:1001:Pi,,,:/home/pi:/bin/bash", true, false)]
    [InlineData("pi-deployer:x:998:998:PiDeployer (made by its install):/home/pi-deployer:/usr/sbin/nologin", false, true)]
    [InlineData("pi-deployer:x:1002:1002:Somebody:/home/pi-deployer:/bin/bash", true, false)]
    public void A_user_is_a_person_or_one_that_we_have_made(string line, bool isPerson, bool isOurs)
    {
        var account = Account.Parse(line).ShouldNotBeNull();

        (account.IsPerson, account.IsOurs).ShouldBe((isPerson, isOurs));
        Account.Parse("nonsense").ShouldBeNull();
    }
}
