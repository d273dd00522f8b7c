namespace PiDeployer.Pipelines;

/// <summary>How long the parts of an update may take, each by itself; the whole deployment has the project's own timeout besides.</summary>
internal sealed record StepLimits(StepLimit Status, StepLimit Config, StepLimit Pull, StepLimit Up)
{
    public static StepLimits Default { get; } = new(
        new StepLimit("STATUS_TIMEOUT", TimeSpan.FromSeconds(60)),
        new StepLimit("CONFIG_TIMEOUT", TimeSpan.FromSeconds(120)),
        new StepLimit("PULL_TIMEOUT", TimeSpan.FromSeconds(600)),
        new StepLimit("UP_TIMEOUT", TimeSpan.FromSeconds(600)));

    /// <summary>How long new containers have to be well without a break before they count as such.</summary>
    public StepLimit Steady { get; init; } = new("STEADY_TIME", TimeSpan.FromSeconds(5));
}

/// <param name="Variable">The setting that changes it.</param>
internal sealed record StepLimit(string Variable, TimeSpan Time)
{
    /// <summary>The failure of what took longer.</summary>
    public StepResult.Failed Passed(string what) => new($"{what} took longer than {Time.TotalSeconds:0} s and was ended; {Variable} allows it more");
}
