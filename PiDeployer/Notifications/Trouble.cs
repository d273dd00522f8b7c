using PiDeployer.Deployments;
using PiDeployer.Values;

namespace PiDeployer.Notifications;

/// <summary>What a project's deployments have come to since the last one that went well, and how much of that people know. None of it is a clock's: the times are those of the deployments.</summary>
/// <param name="State">How the last one ended.</param>
/// <param name="Error">And why.</param>
/// <param name="Failures">All that failed since, in whatever way.</param>
/// <param name="Since">When the first of them ended.</param>
/// <param name="Untold">So many of the last kind nobody was told of.</param>
/// <param name="ToldAt">When the last one that people were told of ended.</param>
internal sealed record Trouble(DeploymentState State, string Error, int Failures, DateTimeOffset Since, int Untold, DateTimeOffset ToldAt)
{
    /// <summary>What fails the same way again and again is summarised this often at most.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    /// <summary>Whether it is told that a deployment begins. In trouble it is not: it may be one of many that fail. That somebody goes back is another matter.</summary>
    public static bool TellsStart(Trouble? before, DeploymentTrigger trigger) => before is null || trigger == DeploymentTrigger.Rollback;

    /// <param name="before">Null when the last one went well.</param>
    /// <param name="ending">How one more deployment ended.</param>
    /// <returns>What is the matter now, null for nothing, and what is told of it.</returns>
    public static (Trouble? After, Telling Telling) Next(Trouble? before, Ending ending)
    {
        if (ending.State == DeploymentState.Cancelled)
            return (before, TellsStart(before, ending.Trigger) ? new Telling.Plain() : new Telling.Nothing());
        if (ending.Error is not { } error)
            return (null, before is null || ending.Removes ? new Telling.Plain() : new Telling.Recovery(before.Failures, ending.At - before.Since));
        if (before is null)
            return (new Trouble(ending.State, error, 1, ending.At, 0, ending.At), new Telling.Plain());

        var more = before with { State = ending.State, Error = error, Failures = before.Failures + 1, Untold = before.Untold + 1 };
        if (before.State != ending.State || !Alike.Are(before.Error, error))
            return (more with { Untold = 0, ToldAt = ending.At }, new Telling.Plain());
        if ((ending.At - before.ToldAt).Duration() < Pause) // Either way: a clock that was set back must not keep it quiet for ever.
            return (more, new Telling.Nothing());
        return (more with { Untold = 0, ToldAt = ending.At }, new Telling.Repetition(more.Untold, before.ToldAt));
    }
}

/// <summary>How a deployment ended, as far as that decides what is told.</summary>
/// <param name="State">One of the endings.</param>
/// <param name="Error">Null exactly when what was wished for is there.</param>
/// <param name="At">When.</param>
/// <param name="Trigger">Who wished it.</param>
/// <param name="Removes">Whether it took an environment away; then nothing works again that had failed.</param>
internal sealed record Ending(DeploymentState State, string? Error, DateTimeOffset At, DeploymentTrigger Trigger, bool Removes);

/// <summary>What people are told at a deployment's end.</summary>
internal abstract record Telling
{
    internal sealed record Nothing : Telling;

    internal sealed record Plain : Telling;

    /// <summary>It failed as before.</summary>
    /// <param name="Times">Since they were told last, this time included.</param>
    /// <param name="Since">When that was.</param>
    internal sealed record Repetition(int Times, DateTimeOffset Since) : Telling;

    /// <param name="Failures">Before it.</param>
    /// <param name="Over">From the first of them to now.</param>
    internal sealed record Recovery(int Failures, TimeSpan Over) : Telling;
}
