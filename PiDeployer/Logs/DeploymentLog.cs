using PiDeployer.Processes;
using PiDeployer.Values;

namespace PiDeployer.Logs;

/// <summary>Writes one deployment's own log and tells its followers how far it has come.</summary>
/// <remarks>A log that cannot be written costs the log, never the deployment.</remarks>
internal sealed class DeploymentLog : IOutput, IDisposable
{
    private readonly LiveLog live;
    private readonly Action<Exception> onFailure;
    private SegmentedFile? file;

    /// <param name="segments">Where it is written, at the end of what is there.</param>
    /// <param name="limits">Of its size.</param>
    /// <param name="live">What its followers look at.</param>
    /// <param name="onFailure">Told once, when it cannot be opened or written; from then on this log is silent.</param>
    public DeploymentLog(LogSegments segments, LogLimits limits, LiveLog live, Action<Exception> onFailure)
    {
        this.live = live;
        this.onFailure = onFailure;
        try
        {
            file = new SegmentedFile(segments, limits);
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            GiveUp(e);
        }

        Flush();
    }

    public void Write(ReadOnlySpan<char> piece, bool endOfLine)
    {
        if (file is null)
            return;
        try
        {
            file.Write(piece, endOfLine);
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            GiveUp(e);
        }
    }

    public void Flush()
    {
        if (file is null)
            return;
        try
        {
            file.Flush();
            live.Reach(file.Length);
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            GiveUp(e);
        }
    }

    public void Dispose()
    {
        Flush();
        file?.Dispose();
        file = null;
    }

    private void GiveUp(Exception e)
    {
        file?.Abandon();
        file = null;
        live.Fail(e.Message);
        onFailure(e);
    }
}
