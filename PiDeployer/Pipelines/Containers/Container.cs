using System.Globalization;

namespace PiDeployer.Pipelines.Containers;

/// <summary>A container, as its engine tells it.</summary>
/// <param name="Id">The long one.</param>
/// <param name="Service">Its name in the compose file; empty where no compose has made it.</param>
internal sealed record Container(string Id, string Service)
{
    /// <summary>What <c>inspect</c> is asked for to make one of each line; Docker and Podman answer it alike. With one name of its JSON in it (<c>.Id</c>) Docker would fail where there is no health.</summary>
    public const string Template =
        """{{.ID}}|{{index .Config.Labels "com.docker.compose.service"}}|{{index .Config.Labels "com.docker.compose.oneoff"}}|{{.Name}}|{{.Config.Image}}|{{.Image}}|"""
        + "{{.State.Status}}|{{if .State.Health}}{{.State.Health.Status}}{{end}}|{{.State.ExitCode}}|{{.RestartCount}}|{{json .State.StartedAt}}";

    /// <summary>Somebody ran it once by hand; it is no part of the service, however it ended.</summary>
    public bool IsOneOff { get; init; }

    /// <summary>Docker puts a slash before it.</summary>
    public string Name { get; init; } = "";

    /// <summary>As it was named when the container was made.</summary>
    public string Image { get; init; } = "";

    public string ImageId { get; init; } = "";

    /// <summary><c>created</c>, <c>running</c>, <c>restarting</c>, <c>exited</c>, <c>paused</c>, <c>removing</c>, <c>dead</c>.</summary>
    public string State { get; init; } = "";

    /// <summary><c>healthy</c>, <c>unhealthy</c>, <c>starting</c>; empty when nobody asks it.</summary>
    public string Health { get; init; } = "";

    /// <summary>Of its last end.</summary>
    public int ExitCode { get; init; }

    /// <summary>How often its engine has started it again.</summary>
    public int Restarts { get; init; }

    /// <summary>When it began last: a time of RFC 3339, in quotes.</summary>
    public string StartedAt { get; init; } = "";

    public bool IsRunning => State == "running";

    /// <summary>It will not get well by itself.</summary>
    /// <remarks>Engines call whatever has ended unhealthy too.</remarks>
    public bool HasFailed => (IsRunning && Health == "unhealthy") || (State is "exited" or "dead" && ExitCode != 0);

    /// <summary>It serves, or it was a job and is done.</summary>
    public bool IsWell => (State == "exited" && ExitCode == 0) || (IsRunning && Health is "healthy" or "");

    /// <summary>As people say it: <c>running (unhealthy)</c>, <c>exited with 3</c>.</summary>
    public string Description => State is "exited" or "dead" ? $"{State} with {ExitCode}" : IsRunning && Health.Length > 0 ? $"{State} ({Health})" : State;

    /// <summary>Null for what is no answer to <see cref="Template"/>.</summary>
    public static Container? Parse(string line) => line.Split('|') is [var id, var service, var oneOff, var name, var image, var imageId, var state, var health, var exitCode, var restarts, var startedAt]
        ? new Container(id, service)
        {
            IsOneOff = oneOff == "True",
            Name = name,
            Image = image,
            ImageId = imageId,
            State = state,
            Health = health,
            ExitCode = NumberOf(exitCode),
            Restarts = NumberOf(restarts),
            StartedAt = startedAt,
        }
        : null;

    private static int NumberOf(string text) => int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
