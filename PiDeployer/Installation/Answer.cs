namespace PiDeployer.Installation;

/// <summary>How a program of the machine ended, and what it said.</summary>
/// <param name="Code">Its exit code, or 127 where it could not be started; then the text says why.</param>
/// <param name="Text">Without the last line's end.</param>
internal sealed record Answer(int Code, string Text)
{
    public bool IsYes => Code == 0;
}
