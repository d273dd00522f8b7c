using PiDeployer.Pipelines;
using PiDeployer.Pipelines.Swarm;
using PiDeployer.Processes;
using PiDeployer.Projects;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Pipelines.Swarm;

public sealed class ImagesFileTests : IDisposable
{
    private static readonly ServiceImage[] Images = [new("web", "shop:1", "shop:1@sha256:one"), new("gone", "shop:1", "shop:1@sha256:two")];

    private readonly TempDirectory folder = new();

    [Theory]
    [InlineData("version: '3.8'\nservices: { web: { image: shop } }\n", "version: \"3.8\"\n")]
    [InlineData("version: 3.8\nservices: { web: { image: shop } }\n", "version: \"3.8\"\n")]
    [InlineData("services: { web: { image: shop } }\n", "")]
    public void It_is_of_the_version_of_the_first_file_and_names_only_the_services_that_there_are(string compose, string version)
    {
        var file = new ImagesFile(folder.File("kept/shop.images.yaml"));

        file.Write(Images, Project(), folder.Write("compose.yaml", compose));

        File.ReadAllText(file.Path).ShouldBe($"{version}services:\n  \"web\":\n    image: \"shop:1@sha256:one\"\n");
        File.GetUnixFileMode(file.Path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        file.Delete();
        File.Exists(file.Path).ShouldBeFalse();
    }

    [Fact]
    public void Variables_that_the_environment_has_win_over_those_of_the_file_and_none_of_it_steers_Docker()
    {
        folder.Write(".env", "IMAGE=shop:1\nPATH=/nowhere\nDOCKER_HOST=unix:///nowhere\nEMPTY=\nno assignment\n");
        using var rig = new StepRig();

        var variables = StackVariables.Read(rig.Context(Project(), null), folder.File("compose.yaml"));

        variables.ShouldBe([new("IMAGE", "shop:1"), new("EMPTY", "")], ignoreOrder: true);
        StackVariables.Read(rig.Context(Project(), null), folder.File("elsewhere/compose.yaml")).ShouldBeEmpty();
        StackVariables.Read(rig.Context(Project() with { Variables = Project().Variables.Add("IMAGE", "other") }, null), folder.File("compose.yaml")).Keys.ShouldBe(["EMPTY"]);
    }

    [Fact]
    public void What_stands_in_single_quotes_is_as_it_stands_and_what_is_called_a_secret_is_hidden()
    {
        folder.Write(".env", "NAME=shop\nLITERAL='${NAME}'\nEXPANDED=\"${NAME}\"\nDB_PASSWORD=correct-horse\n");
        using var rig = new StepRig { Secrets = new Redaction([]) };
        var context = rig.Context(Project(), null);

        var variables = StackVariables.Read(context, folder.File("compose.yaml"));
        context.Output.WriteLine("It is correct-horse, says shop.");

        (variables["LITERAL"], variables["EXPANDED"]).ShouldBe(("${NAME}", "shop"));
        context.Output.Tail.ShouldBe("It is ***, says shop.");
    }

    public void Dispose() => folder.Dispose();

    private Project Project() => ProjectsYaml.Project($"projects: [{{ name: shop, path: '{folder.Path}', deploy_mode: swarm }}]");
}
