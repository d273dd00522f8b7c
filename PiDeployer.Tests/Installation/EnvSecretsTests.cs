using PiDeployer.Installation;

namespace PiDeployer.Tests.Installation;

public sealed class EnvSecretsTests
{
    [Theory]
    [InlineData("", "GITHUB_WEBHOOK_SECRET=new\nDEPLOY_TOKEN=new\n")]
    [InlineData("# ours\nGITHUB_WEBHOOK_SECRET=\nA=b\nDEPLOY_TOKEN=\n", "# ours\nGITHUB_WEBHOOK_SECRET=new\nA=b\nDEPLOY_TOKEN=new\n")]
    [InlineData("DEPLOY_TOKEN=mine", "DEPLOY_TOKEN=mine\nGITHUB_WEBHOOK_SECRET=new\n")]
    [InlineData("export DEPLOY_TOKEN=''\nWEBHOOK_SECRET=mine\n", "export DEPLOY_TOKEN=''\nWEBHOOK_SECRET=mine\nDEPLOY_TOKEN=new\n")]
    public void What_is_missing_is_added_where_there_is_room_for_it(string before, string after) => EnvSecrets.Fill(before, () => "new").Text.ShouldBe(after);

    [Theory]
    [InlineData("GITHUB_WEBHOOK_SECRET=a\nDEPLOY_TOKEN=b\n")]
    [InlineData("DEPLOY_SECRET=a\nDEPLOY_TOKEN=b\n")]
    [InlineData("GITHUB_WEBHOOK_SECRET_FILE=/run/a\nDEPLOY_TOKEN_FILE=/run/b\n")]
    public void Where_nothing_is_missing_nothing_changes(string text)
    {
        var filled = EnvSecrets.Fill(text, () => "new");

        filled.Text.ShouldBe(text);
        filled.Added.ShouldBeEmpty();
    }

    [Fact]
    public void A_secret_is_32_random_bytes()
    {
        var secret = InitPlan.NewSecret();

        Convert.FromHexString(secret).Length.ShouldBe(32);
        InitPlan.NewSecret().ShouldNotBe(secret);
    }
}
