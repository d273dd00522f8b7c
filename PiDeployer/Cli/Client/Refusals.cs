using PiDeployer.Cli.Terminal;
using PiDeployer.Values;

namespace PiDeployer.Cli.Client;

/// <summary>Tells people why the server did not do what was asked, and how to mend it.</summary>
internal sealed class Refusals(ServerApi api, Screen screen)
{
    /// <summary>What the contract has for it, to the letter.</summary>
    private const string Busy = "Deploy already in progress";

    /// <summary>What begins so is about the project, and not about one of its services.</summary>
    private const string UnknownProject = "Unknown project";

    /// <param name="reply">None that is good.</param>
    /// <param name="project">What was asked about; null when that is no project.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> TellAsync(Reply reply, string? project, CancellationToken cancellationToken) => reply switch
    {
        Reply.None(var reason) => Unreachable(reason),
        Reply.Foreign(var status) => screen.Fail(ExitCodes.Unavailable, $"{Address} answers {status}, but not as pi-deployer does; is the address right? It comes from {api.Place.Source}."),
        Reply.Refused { Status: 401 or 403 } => screen.Fail(ExitCodes.NotAllowed, api.Place.Token is null
            ? $"the server wants a token for this. {api.Place.WhyNoToken}"
            : $"the server at {Address} does not take the token. Is it the DEPLOY_TOKEN of its .env, and was the server restarted since that was changed?"),
        Reply.Refused(404, var error) when project is not null && error.StartsWith(UnknownProject, StringComparison.Ordinal) => NoProject(project, await ProjectsAsync(cancellationToken)),
        Reply.Refused(409, Busy) => screen.Fail(ExitCodes.TryAgain, $"a deployment of {project} is under way; `pi-deployer logs -f {project}` shows it. With `on_busy: queue` in projects.yml the next one would wait."),
        Reply.Refused(429 or 503, var error) => screen.Fail(ExitCodes.TryAgain, Said(error)),
        Reply.Refused(_, var error) => screen.Fail(ExitCodes.Failure, Said(error)),
        _ => throw new InvalidOperationException($"{reply} is no refusal."),
    };

    /// <param name="name">Which.</param>
    /// <param name="known">Those that there are.</param>
    public int NoProject(string name, IEnumerable<string> known) => screen.Fail(ExitCodes.Failure, $"there is no project '{Wording.Line(name, 100)}'{Suggestion.For(name, known)}");

    public int Unreachable(string reason) => screen.Fail(ExitCodes.Unavailable, $"""
        no server answers at {Address}: {Wording.Line(reason, 200)}.
        The address comes from {api.Place.Source}{(api.Place.IsNamed ? "" : "; --url names another one")}.
        {api.Place.WhatToDo}
        """);

    /// <summary>The names of those that the server knows; none when it does not say.</summary>
    public async Task<IReadOnlyList<string>> ProjectsAsync(CancellationToken cancellationToken)
    {
        var names = new List<string>();
        if (await api.StatusAsync(cancellationToken) is Reply.Good good)
        {
            foreach (var project in good.Json.Items("projects"))
                names.Add(project.Text("name") ?? "");
        }

        return names;
    }

    private string Address => api.Place.Address.GetLeftPart(UriPartial.Authority);

    private static string Said(string error) => Wording.Lines(error);
}
