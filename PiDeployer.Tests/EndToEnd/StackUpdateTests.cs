using System.Net;
using System.Text.Json.Nodes;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.EndToEnd;

/// <summary>A whole stack is brought up to date in place: <c>deploy_mode: compose-update</c>.</summary>
[Trait("Category", "EndToEnd")]
[Trait("Runs", "Once")]
[Takes(50)]
public sealed class StackUpdateTests : IClassFixture<UpdateRig>
{
    private readonly UpdateRig rig;

    public StackUpdateTests(UpdateRig rig)
    {
        UpdateRig.SkipWhereImpossible();
        this.rig = rig;
    }

    [Fact(Timeout = 180_000)]
    public async Task Several_files_profiles_and_variables_make_one_stack_under_a_name_of_its_own()
    {
        var stack = await rig.StackAsync(", compose_files: [base.yaml, prod.yaml], compose_profiles: [extra], compose_env_files: [prod.env, last.env], compose_project: '{name}-prod'");
        stack.ComposeProject = $"{stack.Name}-prod";
        stack.WriteFile("base.yaml", $"services:\n{stack.Main("image: ${VERSION}")}    pull_policy: never\n"
            + ComposeStack.Other("helper", "${VERSION}", "    pull_policy: never\n    profiles: [extra]\n") + ComposeStack.Other("never", "${VERSION}", "    pull_policy: never\n    profiles: [other]\n"));
        stack.WriteFile("prod.yaml", $"services: {{ {stack.Service}: {{ labels: {{ stage: prod }} }} }}");
        stack.WriteFile("prod.env", $"VERSION={rig.Images.Reference("broken")}");
        stack.WriteFile("last.env", $"VERSION={rig.Images.Reference("v1")}");
        stack.Up("--file=base.yaml", "--env-file=last.env", $"--project-name={stack.ComposeProject}");
        stack.WriteFile("last.env", $"VERSION={rig.Images.Reference("v2")}");

        var answer = await rig.Server.CallAsync($"/deploy/{stack.Name}").ShouldAnswerAsync(HttpStatusCode.OK);

        answer["steps"].ShouldBeOfType<JsonArray>().Select(step => step.Text("name")).ShouldBe(["status", "note images before", "config", "pull", "up", "stays up", "note images"]);
        (await Eventually.PageAsync(stack.Address)).ShouldBe("v2");
        stack.Inspect("{{.Config.Labels.stage}}").ShouldBe("prod");
        stack.Image("helper").ShouldBe(rig.Images.Id("v2"));
        stack.Containers("never").ShouldBeEmpty();
        new ComposeContents(stack.Name).Containers().ShouldBeEmpty();
    }

    [Fact(Timeout = 180_000)]
    public async Task A_service_that_the_file_names_no_more_goes_and_what_somebody_ran_once_by_hand_is_no_reason_to_fail()
    {
        var stack = await rig.RunningStackAsync(AppImage.Serving("stays"), ComposeStack.Other("gone", rig.Images.Reference("v1")));
        var container = stack.Container();
        stack.Compose("run", stack.Service, "/bin/busybox", "false").Code.ShouldBe(1);
        stack.Containers(stack.Service).Length.ShouldBe(2);
        stack.Write(rig.Registry.Reference(stack.Name));

        await rig.Server.CallAsync($"/deploy/{stack.Name}").ShouldAnswerAsync(HttpStatusCode.OK);

        stack.Containers("gone").ShouldBeEmpty();
        stack.Containers(stack.Service).ShouldContain(container);
    }

    [Fact(Timeout = 180_000)]
    public async Task What_is_built_here_is_built_again_when_its_files_are_others_and_one_that_cannot_be_built_changes_nothing()
    {
        var stack = await rig.StackAsync();
        stack.WriteFile("compose.yaml", $"services:\n{stack.Main("build: .")}");
        stack.WriteFile("Dockerfile", $"FROM {rig.Images.Reference("v1")}\nCOPY page /www/index.html\n");
        stack.WriteFile("page", "first");
        stack.Up();
        stack.WriteFile("page", "second");

        await rig.Server.CallAsync($"/deploy/{stack.Name}").ShouldAnswerAsync(HttpStatusCode.OK);

        (await Eventually.PageAsync(stack.Address)).ShouldBe("second");
        var container = stack.Container();
        File.Delete(Path.Combine(stack.Folder, "page"));
        var failed = await rig.Server.CallAsync($"/deploy/{stack.Name}").ShouldAnswerAsync(HttpStatusCode.InternalServerError);
        failed.Text("error").ShouldStartWith("docker compose build exited with ");
        (failed["steps"].ShouldBeOfType<JsonArray>().Last().Text("step"), failed.Flag("rolled_back")).ShouldBe(("build", false));
        stack.Container().ShouldBe(container);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_broken_file_fails_in_the_words_of_compose_and_all_goes_on()
    {
        var stack = await rig.RunningStackAsync(AppImage.Serving("still here"));
        var container = stack.Container();
        await ShouldFailAsync("status", "services:\n  web: {", "did not find", "/deploy", ("stack", stack.Name));
        await ShouldFailAsync("config", $"services:\n{stack.Main("imagee: wrong")}", "Additional property imagee is not allowed", $"/redeploy-and-update/{stack.Name}", ("action", "published"));
        await ShouldFailAsync("config", $"services:\n{stack.Main("image: ${NOBODY_SAYS_THIS:?must be said}")}", "must be said", "/deploy", ("service", stack.Service));

        stack.Container().ShouldBe(container);
        (await rig.Server.Http.GetStringAsync(stack.Address)).ShouldBe("still here");

        async Task ShouldFailAsync(string step, string file, string words, string path, (string Name, string Value) member)
        {
            stack.WriteFile("compose.yaml", file);
            var answer = await rig.Server.CallAsync(path, member).ShouldAnswerAsync(HttpStatusCode.InternalServerError);
            answer.Text("error").ShouldStartWith("docker compose ");
            answer.Text("error").ShouldContain(words);
            (answer["steps"].ShouldBeOfType<JsonArray>().Last().Text("step"), answer.Flag("rolled_back")).ShouldBe((step, false));
        }
    }
}
