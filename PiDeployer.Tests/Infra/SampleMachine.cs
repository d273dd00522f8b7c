using System.Globalization;
using System.Text.Json.Nodes;

namespace PiDeployer.Tests.Infra;

/// <summary>A machine as people have one, for the pictures and for looking at: six projects with a past, one that has failed, and one whose deployment runs until it is cancelled.</summary>
internal sealed class SampleMachine
{
    private const int LogSegment = 10 * 1024 * 1024;

    private static readonly string[] Projects = ["shop", "blog", "home-assistant", "weather", "photos", "wiki"];
    private static readonly string[] Authors = ["Ann Author", "Ben Builder", "Carla Coder"];

    private static readonly string[] Messages =
    [
        "Show the cart's total while it changes", "Compress pictures when they are uploaded", "Move the secrets out of compose.yml", "Print the invoice on one page", "Add a dark theme",
        "Keep the list of products for a minute", "Try the payment again where the bank is slow", "Read the sensors every ten seconds", "Translate the checkout", "Take away the old API",
    ];

    private readonly TempDirectory folder;
    private readonly Random random = new(11);
    private readonly DateTimeOffset now = DateTimeOffset.UtcNow;
    private int number;

    public SampleMachine(TempDirectory folder)
    {
        this.folder = folder;
        foreach (var (time, project, back) in Projects.SelectMany((name, i) => Enumerable.Range(0, 22).Select(back => (now - Age(i, back), name, back))).OrderBy(one => one.Item1))
            Write(time, project, back);
        folder.WriteScript("src/photos/deploy.sh", """
            i=0
            while true; do
              i=$((i + 1))
              printf '\e[36m▸\e[0m thumbnails of album \e[1m%d\e[0m: \e[32m%d made\e[0m, \e[2m%d were there\e[0m\n' $i $((i * 7 % 40 + 3)) $((i * 13 % 90))
              sleep 0.2
            done
            """);
    }

    /// <summary>The id of the last deployment of each project.</summary>
    public Dictionary<string, string> Latest { get; } = [];

    public string Yaml => "projects:\n" + string.Concat(Projects.Select(name =>
        $"  - {{ name: {name}, repo: ann/{name}, path: {Directory.CreateDirectory(folder.File($"src/{name}")).FullName}, {Mode(name)} }}\n"));

    /// <summary>What is there of the log of a deployment that said a hundred megabytes: its second half, each line with a number, and a last line.</summary>
    public void WriteLongLog(string project, string id)
    {
        File.Delete(LogOf(project, id));
        var line = 0;
        for (var segment = 5; segment < 10; segment++)
        {
            using var file = new StreamWriter(LogOf(project, $"{id}.{segment * (long)LogSegment}"));
            for (var written = 0; written < LogSegment;)
            {
                var text = string.Create(CultureInfo.InvariantCulture, $"\e[2mlayer {++line}\e[0m: \e[32mpulled\e[0m sha256:{line * 2654435761L:x16} into the cache of the builder, so that the next one is faster\n");
                text = text.Length > LogSegment - written ? new string('.', LogSegment - written - 1) + "\n" : text;
                file.Write(text);
                written += text.Length;
            }

            if (segment == 9)
                file.Write("this is the very last line\n");
        }
    }

    public void WriteLog(string project, string id, string text) => folder.Write($"logs/deployments/{project}/{id}.log", text);

    private static string Mode(string name) => name switch
    {
        "photos" => "deploy_mode: script-only, deploy_script: ./deploy.sh",
        "weather" or "home-assistant" => "deploy_mode: systemd",
        "wiki" => "deploy_mode: pull-only, schedule: \"0 4 * * *\"",
        _ => "deploy_mode: docker-compose",
    };

    private static TimeSpan Age(int project, int back) => TimeSpan.FromHours((back * (5 + (project * 1.7))) + (project == 0 ? 0.2 : project + 0.4));

    private string LogOf(string project, string name) => Path.Combine(Directory.CreateDirectory(folder.File($"logs/deployments/{project}")).FullName, $"{name}.log");

    private void Write(DateTimeOffset time, string project, int back)
    {
        var fails = project == "shop" && back == 0;
        var state = fails ? "failed" : back > 1 && random.Next(14) == 0 ? "rolled_back" : back > 1 && random.Next(16) == 0 ? "failed" : "succeeded";
        var (good, commit) = (state == "succeeded", Convert.ToHexStringLower(Bytes(20)));
        var id = Latest[project] = $"{time.UtcDateTime.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}-{Convert.ToHexStringLower(Bytes(3))}";
        var length = Math.Round((6 + (project.Length * 2.5)) * (0.7 + (random.NextDouble() * 0.6)), 1);
        var entry = new JsonObject
        {
            ["number"] = ++number,
            ["id"] = id,
            ["project"] = project,
            ["state"] = state,
            ["trigger"] = random.Next(4) == 0 ? "manual" : "push",
            ["accepted_at"] = time,
            ["started_at"] = time,
            ["duration"] = length,
            ["success"] = good,
            ["ref"] = "refs/heads/main",
            ["commit"] = commit,
            ["author"] = Authors[random.Next(Authors.Length)],
            ["message"] = fails ? Messages[0] : Messages[random.Next(Messages.Length)],
            ["url"] = $"https://git.example.org/ann/{project}/commit/{commit}",
            ["before"] = new JsonObject { ["commit"] = Convert.ToHexStringLower(Bytes(20)) },
            ["after"] = new JsonObject { ["commit"] = commit },
            ["steps"] = new JsonArray(Step("git pull", true, 1.3, "Fast-forward"), Step("docker compose down", true, length * 0.2, ""), Step("docker compose up", good, (length * 0.8) - 1.3, SampleOutput.Tail)),
        };
        if (!good)
            entry["error"] = "docker compose up exited with 17: the image of web could not be built";
        var file = new FileInfo(folder.File($"state/history/{project}.jsonl"));
        file.Directory?.Create();
        File.AppendAllText(file.FullName, entry.ToJsonString() + "\n");
        if (back == 0)
            WriteLog(project, id, good ? SampleOutput.Beginning + SampleOutput.GoodEnd : SampleOutput.Beginning + SampleOutput.Tail);
    }

    private static JsonObject Step(string name, bool success, double duration, string tail) => new()
    {
        ["name"] = name,
        ["success"] = success,
        ["duration"] = Math.Round(duration, 1),
        ["exit_code"] = success ? 0 : 17,
        ["tail"] = tail,
    };

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
