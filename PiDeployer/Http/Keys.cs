using System.Diagnostics.CodeAnalysis;
using PiDeployer.Values;

namespace PiDeployer.Http;

/// <summary>The project or deployment that a caller names.</summary>
internal static class Keys
{
    public static bool TryRead(HttpContext http, [NotNullWhen(true)] out ProjectName? name) =>
        ProjectName.TryParse(http.Request.RouteValues["name"] as string, out name);

    /// <summary><c>?project=</c>; true also when there is none, which reads as null.</summary>
    public static bool TryReadQuery(HttpContext http, out ProjectName? name)
    {
        name = null;
        return !http.Request.Query.ContainsKey("project") || ProjectName.TryParse(http.Request.Query["project"], out name);
    }

    public static IResult Bad() =>
        Answers.Error(StatusCodes.Status400BadRequest, "Invalid project key: 1 to 100 of a-z, A-Z, 0-9, _ and -.");

    public static IResult BadDeployment() =>
        Answers.Error(StatusCodes.Status400BadRequest, "Invalid deployment id: they look like 20261121-140507-9f3a61.");

    public static IResult Unknown(ProjectName name) => Answers.Error(StatusCodes.Status404NotFound, $"Unknown project: {name}");
}
