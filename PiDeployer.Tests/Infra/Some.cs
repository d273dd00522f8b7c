using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using PiDeployer.Deployments;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Tests.Infra;

/// <summary>Values of the program's own types, for tests that need one and do not care which.</summary>
internal static class Some
{
    public static Secret Secret(string text) => PiDeployer.Values.Secret.TryCreate(text, out var secret) ? secret : throw new ArgumentException(text);

    public static ProjectName Name(string text) => ProjectName.TryParse(text, out var name) ? name : throw new ArgumentException(text);

    public static BranchName Branch(string text) => BranchName.TryParse(text, out var branch) ? branch : throw new ArgumentException(text);

    public static RefPattern Pattern(string text) => RefPattern.TryParse(text, out var pattern) ? pattern : throw new ArgumentException(text);

    public static RepositoryName Repository(string text) => RepositoryName.TryParse(text, out var name) ? name : throw new ArgumentException(text);

    public static IHeaderDictionary Headers(params IEnumerable<(string Name, StringValues Value)> headers)
    {
        var all = new HeaderDictionary();
        foreach (var (name, value) in headers)
            all[name] = value;
        return all;
    }

    public static CommitId CommitId(string text) => PiDeployer.Values.CommitId.TryParse(text, out var id) ? id : throw new ArgumentException(text);

    public static Commit Commit(string author = "Ann Author", string message = "Mend the till", string? url = "https://git.example.org/ann/shop/commit/0123456") =>
        new(CommitId("0123456789abcdef0123456789abcdef01234567"), author, message, url is null ? null : new Uri(url));

    public static Project Project(string name = "shop") => new()
    {
        Name = Name(name),
        Repository = Repository($"ann/{name}"),
        Path = $"/srv/{name}",
        Branch = Pattern("main"),
        Mode = DeployMode.PullOnly,
        Timeout = TimeSpan.FromMinutes(5),
        ServiceName = name,
    };

    public static Deployment Deployment(Commit? commit = null, string project = "shop") =>
        PiDeployer.Deployments.Deployment.New(Name(project), DeploymentTrigger.Push, TimeProvider.System) with { Commit = commit };

    /// <summary>Each third one is of all services.</summary>
    /// <summary>One of a few.</summary>
    public static ServiceUpdate? Update(int number) => (number % 4) switch
    {
        1 => new ServiceUpdate(Service("web"), null),
        2 => new ServiceUpdate(Service("db"), null),
        3 => new ServiceUpdate(Service("web"), ImageName.TryParse($"shop/web:v{number}", out var image) ? image : null),
        _ => null,
    };

    public static ServiceName Service(string text) => ServiceName.TryParse(text, out var name) ? name : throw new ArgumentException(text);

    public static DeploymentResult Result(DeploymentState state, Commit? commit = null, string? error = null, string tail = "") =>
        new(state) { StartedAt = DateTimeOffset.UnixEpoch, Duration = TimeSpan.FromSeconds(12.34), Commit = commit, Error = error, Tail = tail };
}
