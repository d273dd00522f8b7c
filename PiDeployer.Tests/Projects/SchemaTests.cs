using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PiDeployer.Projects;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Projects;

/// <summary><c>projects.schema.json</c> and the sample <c>projects.yml</c> say what the program does.</summary>
public sealed partial class SchemaTests
{
    private const string Everything =
        """
        max_parallel: 3
        defaults: { branch: stable }
        notifications:
          phone: { ntfy: "https://ntfy.example.org/shop", token: tk_123456, on: [failed, recovered] }
          mail: { email: [ann@example.org], from: pi@example.org, sendmail: /usr/sbin/sendmail }
          hook: { webhook: "https://example.org/hook", secret: correct-horse }
          chat: { discord: "https://discord.example.org/api/webhooks/1/abc" }
          team: { slack: "https://slack.example.org/services/T/B/x" }
          telegram: { on: failed }
        projects:
          - name: shop
            repo: ann/shop
            path: /srv/shop
            branch: main
            tags: [v*, release-?]
            paths: src/**
            paths_ignore: ["**/*.md", docs/]
            deploy_mode: pull-only
            deploy_script: deploy.sh
            timeout: 5m
            service_name: shop.service
            webhook_secret: correct-horse
            schedule:
            time_zone: Europe/Berlin
            poll: 60s
            poll_images:
            min_age: 2d
            on_busy: queue
            rollback: off
            resume: true
            history: 20
            forge: gitlab
            notify: [phone]
            engine: docker
            compose_files: [compose.yaml, compose.pi.yaml]
            compose_profiles: web
            compose_env_files: pi.env
            compose_project: shop
            stack_name: shop
            services: [web, worker]
            build: off
            env: { TZ: Europe/Berlin, PORT: 8080, DB_PASSWORD_FILE: /run/secrets/db }
            env_file: [.env.production]
            stacks:
            blue_green: { ports: [8081, 8082], drain: 5, keep_previous: true, url: "https://shop.example.org/" }
            haproxy: { socket: /run/haproxy/admin.sock, backend: "{name}", map: /etc/haproxy/hosts.map }
            caddy:
            environments:
            health_check: { enabled: true, url: "http://localhost/", retries: 2, interval: 1 }
        """;

    /// <summary>What cannot be beside the rest.</summary>
    private const string Branches =
        """
        projects:
          - name: shop
            repo: ann/shop
            path: /srv/shop
            branch: feature/*
            caddy: { admin: unix//run/caddy.sock, listen: ":443", host: shop.example.org }
            environments: { ports: 8100-8109, host: "{branch}.example.org", max: 3, ttl: 7d, volumes: keep }
            health_check: { enabled: true, url: "http://localhost:{port}/" }
        """;

    private static readonly JsonObject Schema = JsonNode.Parse(SourceTree.Read("projects.schema.json"))?.AsObject() ?? throw new InvalidOperationException();

    private static readonly JsonObject Project = At(Schema, "$defs", "project");

    private static readonly JsonObject HealthCheck = At(Schema, "$defs", "health_check");

    private static readonly JsonObject Stacks = At(Schema, "$defs", "stacks");

    private static readonly JsonObject BlueGreen = At(Schema, "$defs", "blue_green");

    private static readonly JsonObject Channel = At(Schema, "$defs", "channel");

    private static readonly JsonObject HaProxy = At(Schema, "$defs", "haproxy");

    private static readonly JsonObject Caddy = At(Schema, "$defs", "caddy");

    private static readonly JsonObject Environments = At(Schema, "$defs", "environments");

    private static readonly string[] ReadersOfProjects = ["ProjectReader.cs", "ComposeReader.cs", "VariablesReader.cs", "SwarmReader.cs", "BlueGreenReader.cs", "ProxyReader.cs", "EnvironmentsReader.cs", "ScheduleReader.cs", "PollReader.cs"];

    private static readonly JsonObject[] Sections = [Schema, Project, Channel, HealthCheck, Stacks, BlueGreen, HaProxy, Caddy, Environments];

    [Fact]
    public void The_schema_knows_the_keys_that_the_program_reads_and_no_others()
    {
        // Each section is read by a reader of its own name: file, entry, section.
        Keys(Schema).ShouldBe(ReadBy("ProjectsFile.cs", "file"), ignoreOrder: true);
        Keys(Project).ShouldBe(ReadersOfProjects.SelectMany(file => ReadBy(file, "entry")).Distinct(), ignoreOrder: true);
        Keys(HealthCheck).ShouldBe(ReadBy("ProjectReader.cs", "section"), ignoreOrder: true);
        Keys(Channel).ShouldBe(ReadBy("ChannelsReader.cs", "section"), ignoreOrder: true);
        Keys(Stacks).ShouldBe(ReadBy("StacksReader.cs", "section"), ignoreOrder: true);
        Keys(BlueGreen).ShouldBe(ReadBy("BlueGreenReader.cs", "section"), ignoreOrder: true);
        Keys(HaProxy).Concat(Keys(Caddy)).ShouldBe(ReadBy("ProxyReader.cs", "section"), ignoreOrder: true);
        Keys(Environments).ShouldBe(ReadBy("EnvironmentsReader.cs", "section"), ignoreOrder: true);
    }

    [Fact]
    public void The_program_accepts_a_file_with_every_key_of_the_schema()
    {
        ProjectsYaml.Catalog(Everything).Projects.ShouldHaveSingleItem();

        var file = Json(Everything);
        var project = file["projects"]?[0]?.AsObject() ?? throw new InvalidOperationException();
        Keys(Schema).ShouldBe(file.Select(entry => entry.Key), ignoreOrder: true);
        Keys(Project).ShouldBe(project.Select(entry => entry.Key), ignoreOrder: true);
        Keys(Channel).ShouldBe(At(file, "notifications").SelectMany(channel => channel.Value?.AsObject() ?? []).Select(entry => entry.Key).Distinct(), ignoreOrder: true);
        Keys(HealthCheck).ShouldBe(At(project, "health_check").Select(entry => entry.Key), ignoreOrder: true);
        Keys(BlueGreen).ShouldBe(At(project, "blue_green").Select(entry => entry.Key), ignoreOrder: true);
        Keys(HaProxy).ShouldBe(At(project, "haproxy").Select(entry => entry.Key), ignoreOrder: true);

        ProjectsYaml.Project(Branches).Environments.ShouldNotBeNull();
        var branches = Json(Branches)["projects"]?[0]?.AsObject() ?? throw new InvalidOperationException();
        Keys(Caddy).ShouldBe(At(branches, "caddy").Select(entry => entry.Key), ignoreOrder: true);
        Keys(Environments).ShouldBe(At(branches, "environments").Select(entry => entry.Key), ignoreOrder: true);
    }

    [Fact]
    public void Neither_takes_a_key_that_nobody_knows()
    {
        foreach (var section in Sections)
            section["additionalProperties"]?.GetValue<bool>().ShouldBeFalse();
        ProjectsYaml.Problems(Everything.Replace("timeout:", "tiemout:", StringComparison.Ordinal)).ShouldHaveSingleItem().ShouldContain("did you mean 'timeout'?");
    }

    [Fact]
    public void Every_key_is_described()
    {
        foreach (var section in Sections)
        {
            foreach (var (key, value) in At(section, "properties"))
                ((string?)value?["description"]).ShouldNotBeNullOrWhiteSpace(key);
        }
    }

    [Fact]
    public void The_schema_knows_the_modes_that_the_program_knows() =>
        At(Project, "properties", "deploy_mode")["enum"]?.AsArray().Select(mode => (string?)mode).ShouldBe([.. DeployModes.All, null]);

    [Fact]
    public void Every_reference_in_the_schema_leads_somewhere()
    {
        var references = Reference().Matches(Schema.ToJsonString()).Select(match => match.Groups["name"].Value).Distinct().ToList();

        references.ShouldBe(At(Schema, "$defs").Select(definition => definition.Key), ignoreOrder: true);
    }

    [Fact]
    public void The_sample_is_what_the_program_takes()
    {
        var sample = SourceTree.Read("projects.yml");

        sample.ShouldStartWith("# yaml-language-server: $schema=./projects.schema.json\n");
        ProjectsYaml.Catalog(sample).Projects.Select(project => $"{project.Name} {project.Mode}").ShouldBe(["dashboard DockerCompose", "my-api Systemd", "homepage PullOnly"]);
        var check = ProjectsYaml.Catalog(sample).Projects[0].HealthCheck.ShouldNotBeNull();
        (check.Retries, check.Interval).ShouldBe((5, TimeSpan.FromSeconds(3)));
    }

    [Fact]
    public void What_the_sample_only_suggests_works_too()
    {
        var sample = Suggested().Replace(SourceTree.Read("projects.yml"), "  ");

        var project = ProjectsYaml.Catalog(sample, new Dictionary<string, string> { ["SENSORS_WEBHOOK_SECRET"] = "correct-horse" }).Projects[^1];

        project.Script.ShouldBe("/home/pi/sensors/scripts/deploy.sh");
        project.Timeout.ShouldBe(TimeSpan.FromMinutes(15));
        project.Tags.ShouldBe([Some.Pattern("v*")]);
        project.Paths.ShouldBe(["src/**", "scripts"]);
        project.PathsIgnore.ShouldBe(["**/*.md"]);
        project.VariableSources.Files.ShouldBe([".env.production"]);
        project.VariableSources.Names.ShouldBe(["DB_PASSWORD_FILE", "TZ"]);
    }

    [Fact]
    public void So_does_its_folder_of_stacks()
    {
        var sample = SuggestedStacks().Replace(SourceTree.Read("projects.yml"), "  ");

        var home = ProjectsYaml.Catalog(sample).Projects[^1];

        (home.Mode, home.Stacks?.Root).ShouldBe((DeployMode.Stacks, "/home/pi/home-stacks/services"));
        home.Stacks?.Settings.Select(stack => stack.Timeout).ShouldBe([TimeSpan.FromHours(1), TimeSpan.FromMinutes(45)]);
    }

    [Fact]
    public void So_does_its_stack_of_a_swarm()
    {
        var shop = ProjectsYaml.Catalog(SuggestedSwarm().Replace(SourceTree.Read("projects.yml"), "  ")).Projects[^1];

        (shop.Mode, shop.StackName).ShouldBe((DeployMode.Swarm, "webshop"));
        shop.Compose.Files.ShouldBe(["stack.yml"]);
    }

    [Fact]
    public void So_do_its_two_sides_and_its_branches()
    {
        var sides = ProjectsYaml.Catalog(SuggestedSides().Replace(SourceTree.Read("projects.yml"), "  ")).Projects[^1];
        (sides.Mode, sides.BlueGreen?.BluePort, sides.BlueGreen?.GreenPort, sides.BlueGreen?.Proxy)
            .ShouldBe((DeployMode.BlueGreen, 8081, 8082, new ProxySettings.HaProxy("/run/haproxy/admin.sock", "webshop", null)));

        var branches = ProjectsYaml.Catalog(SuggestedBranches().Replace(SourceTree.Read("projects.yml"), "  ")).Projects[^1].Environments.ShouldNotBeNull();
        (branches.FirstPort, branches.LastPort, branches.Host, branches.Max, branches.TimeToLive).ShouldBe((8100, 8199, "{branch}.preview.example.org", 10, TimeSpan.FromDays(7)));
        branches.Proxy.ShouldBe(new ProxySettings.HaProxy("/run/haproxy/admin.sock", "preview", "/var/lib/haproxy/environments.map"));
    }

    [Fact]
    public void So_do_its_channels()
    {
        var sample = SuggestedChannels().Replace(SourceTree.Read("projects.yml"), "");
        var environment = new Dictionary<string, string> { ["SLACK_URL"] = "https://slack.example.org/", ["DISCORD_URL"] = "https://discord.example.org/", ["HOOK_SECRET"] = "correct-horse" };

        ProjectsYaml.Catalog(sample, environment).Channels.Select(channel => $"{channel.Name} {channel.Target.GetType().Name} {channel.On}")
            .ShouldBe(["phone Ntfy Failed, Recovered", "team Slack All", "chat Discord All", "mail Email All", "hook Webhook All"]);
    }

    private static IEnumerable<string> Keys(JsonObject section) => At(section, "properties").Select(property => property.Key);

    private static JsonObject At(JsonObject json, params string[] path) =>
        path.Aggregate(json, (node, key) => node[key]?.AsObject() ?? throw new InvalidOperationException($"no {key}"));

    private static IEnumerable<string> ReadBy(string file, string reader) =>
        Asked().Matches(SourceTree.Read($"PiDeployer/Projects/{file}")).Where(match => match.Groups["reader"].Value == reader).Select(match => match.Groups["key"].Value).Distinct();

    private static JsonObject Json(string yaml) =>
        new MappingReader((YamlValue.Mapping)(YamlTree.Parse(yaml) ?? throw new InvalidOperationException()), new Dictionary<string, string>(), new FileProblems("")).ToJson(text => text);

    [GeneratedRegex("""\b(?<reader>file|entry|section)\??(?:\.\w+(?:<\w+>)?\(|, )"(?<key>[a-z_]+)""")]
    private static partial Regex Asked();

    [GeneratedRegex("""#/\$defs/(?<name>\w+)""")]
    private static partial Regex Reference();

    [GeneratedRegex(@"^# (?=notifications:|  \w+: \{)", RegexOptions.Multiline)]
    private static partial Regex SuggestedChannels();

    [GeneratedRegex("^  ## ", RegexOptions.Multiline)]
    private static partial Regex SuggestedStacks();

    [GeneratedRegex("^  ### ", RegexOptions.Multiline)]
    private static partial Regex SuggestedSwarm();

    [GeneratedRegex("^  #### ", RegexOptions.Multiline)]
    private static partial Regex SuggestedSides();

    [GeneratedRegex("^  ##### ", RegexOptions.Multiline)]
    private static partial Regex SuggestedBranches();

    [GeneratedRegex(@"^  # (?=- name: sensors|  [a-z_]+:)", RegexOptions.Multiline)]
    private static partial Regex Suggested();
}
