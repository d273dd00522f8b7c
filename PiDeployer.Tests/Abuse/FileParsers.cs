using PiDeployer.Deployments;
using PiDeployer.Pipelines;
using PiDeployer.Processes;
using PiDeployer.Projects;
using PiDeployer.Tests.Infra;
using PiDeployer.Values;
using YamlDotNet.Core;

namespace PiDeployer.Tests.Abuse;

/// <summary>What people write into files, and what a power cut may leave of them.</summary>
internal static class FileParsers
{
    private const string Anchors = "a: &a { x: 1, y: [2, 3] }\nb: { <<: *a, z: *a }\nc: [*a, *a]\n";
    private const string Quoted = "A='one\ntwo'\nB=\"${A:-x}\\n$B ${C}\" # comment\nexport D = e\n";

    private static readonly Dictionary<string, string> Environment = new() { ["A"] = "a" };
    private static readonly string Sample = File.ReadAllText(Path.Combine(ProgramUnderTest.SourceRoot, "projects.yml"));
    private static readonly string[] Yaml = ["\n  ", "- ", ": ", "&a ", "*a", "<<: *a", "{ ", " }", "[", "]", "? ", "| \n", "> \n", "\"\\0\"", "!!int ", "---\n", "...\n", "%YAML 1.2\n", "\t", "#", "'", "\"", "projects:", "defaults:", "env:"];

    private static readonly string Record = Text(Some.Deployment(Some.Commit()).ToEntry(Some.Result(DeploymentState.Failed, Some.Commit(), "script exited with 3")));

    public static IEnumerable<Parser> All =>
    [
        Parser.OfText("YAML", [Anchors, Sample], text => _ = YamlTree.Parse(text), typeof(YamlException)) with { Words = Yaml },
        Parser.OfText("projects.yml", [Sample, Uncommented, $"{Anchors}projects: []\ndefaults: {{ health_check: *a }}\n"], ReadProjects) with { Words = Yaml },
        Parser.OfText("a .env", [Quoted, File.ReadAllText(Path.Combine(ProgramUnderTest.SourceRoot, ".env.example"))], text =>
        {
            var (values, _) = EnvFile.Parse(text, Environment);
            _ = ProjectVariables.SecretsIn(values);
        }) with { Words = ["A='", "A=\"", "\\", "${", "${A:-", "}", "${:", "export ", "=", "\n", "password=", "://a:", "@", "  #", "PASSWORD=x\n"] },
        Parser.OfText("a value with variables", ["${A}/x-${B:-c}$$", "plain"], text => Variables.Expand(text, Environment, out _)) with { Words = ["$", "${", "}", "${A", ":-"] },
        Parser.OfText("a cron expression", ["30 3 * * mon-fri", "*/15 0-6,22-23/2 1,15 jan-dec sun", "@daily"], text =>
        {
            if (CronExpression.Parse(text, out _) is { } times)
                _ = times.Next(new DateTimeOffset(2026, 3, 29, 0, 0, 0, TimeSpan.Zero), TimeZoneInfo.Utc);
        }) with { Words = ["*", "/", "-", ",", " ", "1", "59", "31 2", "sun", "@"] },
        new Parser("a record", [Record], bytes =>
        {
            if (!DeploymentEntries.TryParse(bytes, out var entry))
                return;
            _ = entry.ToResult();
            _ = entry.ToDeployment()?.ToEntry(DeploymentState.Waiting);
            HistorySearch.TryReadNumber(bytes, out _);
        }) { Words = ["\"number\":", "\"duration\":", "\"steps\":[", "null", "1e400", "\"commits\":"] },
        Parser.OfText("output", [$"the secret is {RunningServer.Secret}, at https://ann:{RunningServer.Secret}@example.org/x\r\n\u001b[31mred\u001b[0m"], text =>
        {
            var secrets = new Redaction([Some.Secret(RunningServer.Secret), Some.Secret("aaaa"), Some.Secret("aaab")]);
            _ = secrets.Apply(text);
            var lines = new LineSplitter(secrets, new CapturedOutput(), new Lock());
            lines.Write(text);
            lines.Complete();
        }) with { Words = ["://", "@", "aaa", "aaab", "\r", "\u001b", RunningServer.Secret[..7]] },
    ];

    private static string Uncommented => string.Join('\n', Sample.Split('\n').Select(line => line.TrimStart(' ').TrimStart('#') is ['\u0020', .. var rest] && rest.Contains(':', StringComparison.Ordinal) && line.Contains('#', StringComparison.Ordinal) ? $"  {rest}" : line));

    private static void ReadProjects(string text)
    {
        using var folder = TempDirectory.InMemory();
        if (new ProjectsFile(folder.Write("projects.yml", text), Environment, []).Load() is ProjectsFileResult.Loaded(var catalog))
            _ = catalog.Projects.Select(project => $"{project}").ToList();
    }

    private static string Text(DeploymentEntry entry) => System.Text.Encoding.UTF8.GetString(entry.ToUtf8());
}
