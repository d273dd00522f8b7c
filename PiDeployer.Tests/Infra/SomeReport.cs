using PiDeployer.Feedback;
using PiDeployer.Values;

namespace PiDeployer.Tests.Infra;

/// <summary>A report about <see cref="Commit"/> of the project <c>shop</c>, and what tests change in it.</summary>
internal static class SomeReport
{
    public const string Commit = "0123456789abcdef0123456789abcdef01234567";

    public static Report Of(Progress progress, string description = "Deploying", string repository = "ann/shop", string id = "20261121-140507-9f3a61") =>
        new(Id(id), Some.Name("shop"), Some.Repository(repository), Some.CommitId(Commit), progress, description);

    /// <summary>With all that may be missing.</summary>
    public static Report Whole(Progress progress, string description) => Of(progress, description) with
    {
        Log = new Uri("https://deploy.example.org/#/deployments/20261121-140507-9f3a61"),
        Site = new Uri("https://shop.example.org/"),
    };

    private static DeploymentId Id(string text) => DeploymentId.TryParse(text, out var id) ? id : throw new ArgumentException(text);
}
