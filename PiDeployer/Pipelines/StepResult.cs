namespace PiDeployer.Pipelines;

/// <summary>How one step ended.</summary>
internal abstract record StepResult
{
    internal sealed record Succeeded : StepResult;

    /// <param name="Reason">What went wrong, and how to mend it where that is known.</param>
    /// <param name="ExitCode">Of the command that failed; null when none ran.</param>
    internal sealed record Failed(string Reason, int? ExitCode = null) : StepResult
    {
        /// <summary>What the command said of it last, which may be anything, and is not for everybody; null when it said nothing.</summary>
        public string? Complaint { get; init; }

        /// <summary>Whether nothing went wrong, but there is nothing here that a deployment could be made of.</summary>
        public bool IsRefusal { get; init; }

        /// <summary>Whether something was changed before it failed, in a step that promises <see cref="IStep.FailsWithoutTrace"/>.</summary>
        public bool LeftTraces { get; init; }
    }

    /// <summary>There was nothing for it to do; the next step's turn, and nobody need read of this one.</summary>
    internal sealed record NotNeeded : StepResult;

    /// <summary>The deployment's token asked to stop; whoever cancelled it knows why.</summary>
    internal sealed record Stopped : StepResult
    {
        /// <inheritdoc cref="Failed.LeftTraces"/>
        public bool LeftTraces { get; init; }
    }

    /// <summary>This very program is being restarted; the process that comes goes on after this step.</summary>
    internal sealed record HandedOver : StepResult;
}
