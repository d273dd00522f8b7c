using System.Globalization;
using PiDeployer.Projects;

namespace PiDeployer.Http;

/// <summary>How long a caller waits for the end of what it asked for: <c>?wait=SECONDS</c>, or as calls of its kind do.</summary>
internal static class Patience
{
    /// <summary>In seconds; nothing that a person waits for takes longer than a day.</summary>
    private const int Longest = 86_400;

    /// <summary>Until it has ended.</summary>
    public static readonly TimeSpan Endless = Timeout.InfiniteTimeSpan;

    public static readonly TimeSpan None = TimeSpan.Zero;

    /// <summary>Where no old contract says that it is answered at once, whoever asks for a deployment wants to know how it went.</summary>
    public static TimeSpan Usual(Project project) => project.Mode is DeployMode.ComposeUpdate or DeployMode.Swarm or DeployMode.Stacks ? Endless : None;

    /// <summary>False when the caller said what is no time.</summary>
    /// <param name="request">What it sent.</param>
    /// <param name="usual">Where it said nothing.</param>
    /// <param name="patience">Zero when it does not wait at all.</param>
    public static bool TryRead(HttpRequest request, TimeSpan usual, out TimeSpan patience)
    {
        patience = usual;
        if (!request.Query.TryGetValue("wait", out var text))
            return true;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > Longest)
            return false;
        patience = TimeSpan.FromSeconds(seconds);
        return true;
    }

    public static IResult Bad() => Answers.Error(StatusCodes.Status400BadRequest, $"wait must be a whole number of seconds from 0 to {Longest}.");
}
