using PiDeployer.Installation;
using PiDeployer.Projects;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Installation;

public sealed class InitTests : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TempDirectory folder = new();
    private readonly StringWriter output = new();
    private readonly StringWriter errors = new();

    [Fact(Timeout = 180_000)]
    public async Task A_new_folder_gets_secrets_of_its_own_and_the_samples()
    {
        var place = new Place(folder.File("new"));

        (await RunAsync(place, isDryRun: false)).ShouldBeTrue();

        var variables = EnvFile.Parse(Read(place.EnvFile), new Dictionary<string, string>()).Values;
        variables["GITHUB_WEBHOOK_SECRET"].Length.ShouldBe(64);
        variables["DEPLOY_TOKEN"].ShouldNotBe(variables["GITHUB_WEBHOOK_SECRET"]);
        File.GetUnixFileMode(place.EnvFile).ShouldBe(Private);
        Read(place.ProjectsFile).ShouldBe(SourceTree.Read("projects.yml"));
        Read(place.Schema).ShouldBe(SourceTree.Read("projects.schema.json"));
        output.ToString().ShouldNotContain(variables["DEPLOY_TOKEN"]);
        output.ToString().ShouldContain("Next:");
    }

    [Fact(Timeout = 180_000)]
    public async Task What_is_there_is_left_and_the_second_time_nothing_is_missing()
    {
        var place = new Place(folder.Path);
        folder.Write(".env", "DEPLOY_TOKEN=mine\n");
        File.SetUnixFileMode(place.EnvFile, Private | UnixFileMode.OtherRead);
        folder.Write("projects.yml", "projects: []");

        (await RunAsync(place, isDryRun: false)).ShouldBeTrue();

        var env = Read(place.EnvFile);
        env.ShouldStartWith("DEPLOY_TOKEN=mine\nGITHUB_WEBHOOK_SECRET=");
        File.GetUnixFileMode(place.EnvFile).ShouldBe(Private, "a secret was added");
        Read(place.ProjectsFile).ShouldBe("projects: []");
        output.ToString().ShouldContain($"{place.ProjectsFile} stays as it is.");

        output.GetStringBuilder().Clear();
        (await RunAsync(place, isDryRun: false)).ShouldBeTrue();
        output.ToString().ShouldStartWith("Everything is there already; nothing to change.");
        Read(place.EnvFile).ShouldBe(env);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_file_that_others_can_read_is_told_of()
    {
        folder.Write(".env", "DEPLOY_TOKEN=a\nWEBHOOK_SECRET=b\n");
        File.SetUnixFileMode(folder.File(".env"), Private | UnixFileMode.GroupRead);

        (await RunAsync(new Place(folder.Path), isDryRun: false)).ShouldBeTrue();

        output.ToString().ShouldContain($"Others than its owner can read it: `chmod 600 {folder.File(".env")}` mends that.");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_dry_run_says_everything_and_does_nothing()
    {
        (await RunAsync(new Place(folder.Path), isDryRun: true)).ShouldBeTrue();

        output.ToString().ShouldStartWith($"This would be done, and was not:\n  write {folder.File(".env")} with a fresh GITHUB_WEBHOOK_SECRET and DEPLOY_TOKEN\n");
        Directory.EnumerateFileSystemEntries(folder.Path).ShouldBeEmpty();
    }

    [Fact(Timeout = 180_000)]
    public async Task A_file_with_mistakes_is_not_touched_and_neither_is_anything_else()
    {
        folder.Write(".env", "nonsense without an end\nA='never closed");

        (await RunAsync(new Place(folder.Path), isDryRun: false)).ShouldBeFalse();

        errors.ToString().ShouldContain($"{folder.File(".env")}:2: the quote that begins the value of A is never closed");
        Directory.GetFiles(folder.Path).ShouldBe([folder.File(".env")]);
    }

    [Fact(Timeout = 180_000)]
    public async Task Root_writes_through_no_link()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Whoever is not root may write where he may write.");
        var elsewhere = folder.Write("elsewhere", "A=b\n");
        File.CreateSymbolicLink(folder.File(".env"), elsewhere);

        (await RunAsync(new Place(folder.Path), isDryRun: false)).ShouldBeFalse();

        errors.ToString().ShouldContain($"{folder.File(".env")} is a link to {elsewhere}, and root does not write through links");
        Read(elsewhere).ShouldBe("A=b\n");
    }

    [Theory(Timeout = 180_000)]
    [InlineData("")]
    [InlineData("/deeper/folder")]
    public async Task Where_a_file_is_no_folder_is_begun(string deeper)
    {
        var file = folder.Write("file", "");

        (await RunAsync(new Place(file + deeper), isDryRun: false)).ShouldBeFalse();

        output.ToString().ShouldBeEmpty();
        errors.ToString().ShouldContain($"  - {file} is a file, and no folder can be made there");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_folders_name_says_nothing_on_a_line_of_its_own()
    {
        (await RunAsync(new Place(folder.File("x\nDone.")), isDryRun: false)).ShouldBeTrue();

        File.Exists(folder.File("x\nDone./.env")).ShouldBeTrue();
        output.ToString().ShouldStartWith($"Doing this:\n  make the folder {folder.File("x Done.")}\n");
        output.ToString().ShouldNotContain("\nDone.");
    }

    public void Dispose()
    {
        folder.Dispose();
        output.Dispose();
        errors.Dispose();
    }

    private static string Read(string path) => File.ReadAllText(path);

    private Task<bool> RunAsync(Place place, bool isDryRun) =>
        Init.RunAsync(new InitOptions(place.Directory, isDryRun), output, errors, TestContext.Current.CancellationToken);
}
