using PiDeployer.Checks;
using PiDeployer.Checks.Deployable;
using PiDeployer.Processes;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Checks;

public sealed class RemoteTests : IDisposable
{
    private readonly CheckRig rig = new();

    private GitRepository Git => rig.Git;

    [Fact(Timeout = 180_000)]
    public async Task A_remote_that_has_the_branch_is_well() => (await LookAsync()).IsWell("remote");

    [Fact(Timeout = 180_000)]
    public async Task One_that_does_not_have_it_is_told_of()
    {
        rig.Project("branch: live");

        (await LookAsync()).Only("remote", Severity.Error, "The remote has no branch live");
    }

    [Fact(Timeout = 180_000)]
    public async Task One_that_is_not_there_is_told_of()
    {
        Git.InCheckout("remote", "set-url", "origin", "/nowhere/shop.git");
        (await LookAsync()).Only("remote", Severity.Error, "The remote has no such repository, or hides it from root").Where.ShouldBe("/nowhere/shop.git");

        Git.InCheckout("remote", "remove", "origin");
        (await LookAsync()).Only("remote", Severity.Error, "The checkout has no remote origin to pull from");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_name_that_nobody_knows_is_told_of()
    {
        Git.InCheckout("remote", "set-url", "origin", "https://git.invalid/ann/shop.git");

        (await LookAsync()).Only("remote", Severity.Error, "The name git.invalid cannot be looked up").Mend.ShouldNotBeNull().ShouldContain("getent hosts git.invalid");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_server_that_is_away_is_told_of_and_so_is_one_that_does_not_answer()
    {
        var port = LoopbackPorts.Next();
        Git.InCheckout("remote", "set-url", "origin", $"http://127.0.0.1:{port}/shop.git");
        (await LookAsync()).Only("remote", Severity.Error, "The remote's server cannot be reached");

        await using var server = await GitServer.StartAsync(rig.Folder, port);
        server.Hangs = true;
        using var impatience = new CancellationTokenSource();
        var found = new Findings("remote", Redaction.None);
        var site = rig.Site();
        var looking = Remote.LookAsync(site, site.Projects[0], found, impatience.Token);
        await Eventually.TrueAsync(() => server.Requests > 0, "git has asked it");
        await impatience.CancelAsync();
        await looking;
        found.Close().ShouldHaveSingleItem().What.ShouldBe("The remote does not answer");
    }

    [Fact(Timeout = 180_000)]
    public async Task One_that_wants_a_password_is_told_of_and_the_login_in_its_address_is_not_shown()
    {
        await using var api = new LoopbackApi(0, http =>
        {
            http.Response.StatusCode = 401;
            http.Response.Headers.WWWAuthenticate = "Basic realm=\"forge\"";
            return Task.CompletedTask;
        });
        await api.StartAsync();
        Git.InCheckout("remote", "set-url", "origin", $"{api.Address}ann/shop.git");
        var asked = (await LookAsync()).Only("remote", Severity.Error, "The remote wants a login");
        asked.Mend.ShouldNotBeNull().ShouldContain($"git -C {Git.Checkout} remote set-url origin git@127.0.0.1:ann/shop.git");

        Git.InCheckout("remote", "set-url", "origin", $"http://ann:hunter22@127.0.0.1:{api.Address.Port}/ann/shop.git");
        var refused = (await LookAsync()).Only("remote", Severity.Error, "The remote wants a login");
        $"{refused}".ShouldNotContain("hunter22");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_repository_that_the_server_does_not_have_is_told_of()
    {
        await using var api = new LoopbackApi(0, http =>
        {
            http.Response.StatusCode = 404;
            return Task.CompletedTask;
        });
        await api.StartAsync();
        Git.InCheckout("remote", "set-url", "origin", $"{api.Address}ann/shop.git");
        var unknown = await LookAsync();
        unknown.Only("remote", Severity.Error, "The remote has no such repository");
        unknown.Findings.ShouldNotContain(finding => finding.What.Contains("The checkout is one of", StringComparison.Ordinal));

        Git.InCheckout("remote", "set-url", "origin", $"{api.Address}ann/other.git");
        (await LookAsync()).Only("remote", Severity.Warning, "The checkout is one of ann/other, and projects.yml says repo: ann/shop");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_deploy_key_lets_us_in_and_without_it_or_the_host_s_key_we_are_told_what_is_missing()
    {
        Assert.SkipUnless(SshServer.MissingReason is null, SshServer.MissingReason ?? "");
        using var server = await SshServer.StartAsync(rig.Folder, Git.Remote);
        Git.InCheckout("remote", "set-url", "origin", server.Address);

        rig.Environment["GIT_SSH_COMMAND"] = server.Command();
        (await LookAsync()).IsWell("remote");

        rig.Environment["GIT_SSH_COMMAND"] = server.Command(key: "stranger");
        (await LookAsync()).Only("remote", Severity.Error, "The remote does not accept the SSH key of root").Mend.ShouldNotBeNull().ShouldContain("add the public key as a deploy key of ann/shop");

        rig.Environment["GIT_SSH_COMMAND"] = server.Command(hostKey: null);
        (await LookAsync()).Only("remote", Severity.Error, "root does not know the remote's host key yet").Mend.ShouldNotBeNull().ShouldContain("ssh -T git@127.0.0.1");

        rig.Environment["GIT_SSH_COMMAND"] = server.Command(hostKey: "stranger");
        (await LookAsync()).Only("remote", Severity.Error, "The remote's host key is another one than root knows");
    }

    [Fact(Timeout = 180_000)]
    public async Task One_that_is_empty_has_nothing_to_deploy()
    {
        Shell.Run("git", "init", "-q", "--bare", Path.Combine(rig.Folder, "empty.git"));
        Git.InCheckout("remote", "set-url", "origin", Path.Combine(rig.Folder, "empty.git"));
        rig.Project("branch: '*'");

        (await LookAsync()).Only("remote", Severity.Error, "The remote has neither a branch nor a tag");
    }

    [Theory]
    [InlineData("https://git.example.org/ann/shop.git", "https://git.example.org/ann/shop.git", null)]
    [InlineData("https://ann:hunter22@git.example.org:8443/@ann/shop.git", "https://git.example.org:8443/@ann/shop.git", "hunter22")]
    [InlineData("http://ann:p|wé^x@host/shop.git", "http://host/shop.git", "p|wé^x")]
    [InlineData("https://ann:p@ss:word@host", "https://host", "p@ss:word")]
    [InlineData("https://ann:p?w#x@host/shop", "https://host/shop", "p?w#x")]
    [InlineData("https://token@host/shop?key=hunter22#top", "https://host/shop", "token")]
    [InlineData("ssh://root@host/shop.git", "ssh://host/shop.git", null)]
    [InlineData("git@host:ann/shop.git", "git@host:ann/shop.git", null)]
    [InlineData("/srv/shop@2.git", "/srv/shop@2.git", null)]
    [InlineData("http://", "http://", null)]
    public void An_address_is_shown_without_its_secrets(string address, string shown, string? password)
    {
        ShownAddress.Of(address).Text.ShouldBe(shown);
        ShownAddress.Of(address).Password.ShouldBe(password);
    }

    [Theory]
    [InlineData("ERROR: Repository not found.\nfatal: Could not read from remote repository.", "The remote has no such repository")]
    [InlineData("ssh: Could not resolve hostname github.com: Temporary failure in name resolution", "The name {host} cannot be looked up")]
    [InlineData("ssh: connect to host github.com port 22: Connection timed out", "The remote's server cannot be reached")]
    [InlineData("fatal: unable to access 'https://x/': server certificate verification failed. CAfile: none", "The remote's certificate is not accepted")]
    [InlineData("fatal: could not read Username for 'https://github.com': terminal prompts disabled", "The remote wants a login")]
    [InlineData("git@github.com: Permission denied (publickey).\nfatal: Could not read from remote repository.\nand the repository exists.", "The remote does not accept the SSH key")]
    [InlineData("something new", "The remote cannot be asked")]
    public void What_git_and_ssh_say_is_told_apart(string errors, string what) => RemoteTrouble.Of(new CommandAnswer(128, "", errors)).What.ShouldStartWith(what);

    public void Dispose() => rig.Dispose();

    private Task<CheckAnswer> LookAsync() => rig.LookAsync();
}
