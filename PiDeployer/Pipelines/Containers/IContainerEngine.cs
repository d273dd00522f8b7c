using System.Collections.Immutable;
using PiDeployer.Processes;

namespace PiDeployer.Pipelines.Containers;

/// <summary>What runs a project's containers: everything that Docker and Podman, each with its compose, do in ways of their own. What both do alike is in <see cref="EngineCommand"/>.</summary>
internal interface IContainerEngine
{
    /// <summary>For people.</summary>
    string Name { get; }

    /// <summary>The words for what containers have printed, of all services.</summary>
    ImmutableArray<string> Logs { get; }

    /// <summary>What stands between the project and the service in the name that its compose makes for an image.</summary>
    string NameSeparator { get; }

    /// <summary>Whether <see cref="Up"/> replaces every container, so that none is left that needs it for another reason.</summary>
    bool ReplacesAll { get; }

    /// <summary>Whether compose fails itself where a container is missing or does not start.</summary>
    bool MindsItsContainers { get; }

    /// <summary>Whether the configuration that it answers is all that it goes by, so that containers can be made of that alone.</summary>
    bool TellsAll { get; }

    /// <summary>A call of the engine itself.</summary>
    Command In(ImmutableArray<string> arguments);

    /// <summary>A call of its compose, with the project's files and names.</summary>
    Command Compose(ImmutableArray<string> arguments);

    /// <summary>The words for having the services run, of all that the files say; more may follow.</summary>
    ImmutableArray<string> Up(ImagesForUp images);

    /// <summary>What takes the containers of a project away whose files are gone; for a person to type.</summary>
    /// <param name="name">The project's, as the engine knows it.</param>
    string Removal(string name);

    /// <summary>Whether anything of the project runs; the log tells what.</summary>
    Task<(StepResult Asked, bool Runs)> RunsAsync(StepContext context, CancellationToken cancellationToken);

    /// <summary>What it makes of the project's files. That does not go to the log, since it may have secrets in it.</summary>
    /// <param name="context">Of the step.</param>
    /// <param name="log">Gets the question and what is complained of; null when nobody wants to know.</param>
    /// <param name="cancellationToken">Of the whole deployment.</param>
    /// <returns>Null, with the failure, when there is none.</returns>
    Task<(ComposeConfiguration? Configuration, StepResult Result)> ConfigurationAsync(StepContext context, StepOutput? log, CancellationToken cancellationToken);

    /// <summary>Fetches the images that <see cref="StepContext.Configuration"/> names and nobody makes here.</summary>
    /// <param name="context">Of the step.</param>
    /// <param name="service">Of this service alone, which the files have; null for all of them.</param>
    /// <param name="cancellationToken">Of the whole deployment.</param>
    Task<StepResult> PullAsync(StepContext context, string? service, CancellationToken cancellationToken);

    /// <summary>The ids of the project's containers, running or not; none, with the reason, when nobody could say.</summary>
    Task<(string[] Ids, string? Problem)> IdsAsync(StepContext context, CancellationToken cancellationToken);

    /// <summary>Sees to it that these containers are asked how they are, where nobody else does.</summary>
    Task AskHealthAsync(StepContext context, IEnumerable<Container> containers, CancellationToken cancellationToken);
}
