using PiDeployer.Pipelines;
using PiDeployer.Pipelines.Steps;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Pipelines.Steps;

public sealed class FindChangedStacksTests : IDisposable
{
    private readonly StepRig rig = new();
    private readonly TempDirectory folder = new();

    public void Dispose()
    {
        rig.Dispose();
        folder.Dispose();
    }

    [Fact(Timeout = 180_000)]
    public async Task Who_has_another_s_name_is_left_out_and_told_of()
    {
        foreach (var stack in new[] { "home", "shop", "first", "own", "off", "a.dot" })
            folder.Write($"stacks/{stack}/compose.yaml", "services: {}");
        folder.Write("others/first/compose.yaml", "services: {}");
        var catalog = ProjectsYaml.Catalog($$"""
            projects:
              - { name: shop, repo: ann/shop, path: /srv/shop, deploy_mode: pull-only }
              - { name: others, path: '{{folder.Path}}', stacks: { folder: others } }
              - { name: home, path: '{{folder.Path}}', stacks: { folder: stacks, overrides: { off: { enabled: false } } } }
            """);
        var home = catalog.Find(Some.Name("home")).ShouldNotBeNull();
        rig.FolderStacks = () => catalog.StacksOf(home);
        var context = rig.Context(home, null);

        (await new FindChangedStacks().RunAsync(context, TestContext.Current.CancellationToken)).ShouldBe(new StepResult.Succeeded());

        context.Stacks.ShouldBe([new FoundStack(Some.Name("own"), HasChanged: true)]);
        rig.Log.Lines.ShouldBe(
        [
            "own: changed",
            "a.dot: left out, since a stack's name has 1 to 100 of a-z, A-Z, 0-9, _ and -",
            "off: left out, since projects.yml has `enabled: false` for it",
            "first: left out, since another project or stack has this name",
            "home: left out, since another project or stack has this name",
            "shop: left out, since another project or stack has this name",
        ]);
    }

    [Fact(Timeout = 180_000)]
    public async Task Without_the_folder_it_fails()
    {
        var home = ProjectsYaml.Project($"projects: [{{ name: home, path: '{folder.Path}', stacks: {{ folder: nowhere }} }}]");

        (await new FindChangedStacks().RunAsync(rig.Context(home, null), TestContext.Current.CancellationToken)).ShouldBe(new StepResult.Failed($"there is no folder {folder.File("nowhere")}"));
    }
}
