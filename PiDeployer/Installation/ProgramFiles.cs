using System.Collections.Immutable;
using PiDeployer.Values;

namespace PiDeployer.Installation;

/// <summary>
/// One program taking another's place, in steps of which each happens at once or not at all. Killed between any two, there is a whole program under the
/// program's name, and <see cref="Repair"/> knows which one is proven.
/// </summary>
internal sealed class ProgramFiles(Place place)
{
    /// <summary>From the staged file to the program on trial, in this order.</summary>
    public ImmutableArray<Action> Steps => [Keep, Mark, Replace];

    /// <summary>Puts a copy beside the program, since a rename works only within one file system; and what was looked at is then what is installed.</summary>
    public void Stage(string file) => Copy(file, place.Next);

    public void Unstage() => File.Delete(place.Next);

    /// <summary>Brings the proven program back if somebody was cut off while another was on trial.</summary>
    public void Repair()
    {
        if (!File.Exists(place.Trial))
            return;
        Restore();
        Settle();
    }

    public void Restore()
    {
        if (File.Exists(place.Previous))
            Copy(place.Previous, place.Program);
    }

    /// <summary>The program that is there now is the proven one.</summary>
    public void Settle()
    {
        File.Delete(place.Trial);
        DurableFile.FlushFolder(place.Trial);
    }

    private void Keep() => Copy(place.Program, place.Previous);

    private void Mark() => DurableFile.Write(place.Trial, []);

    private void Replace() => DurableFile.Move(place.Next, place.Program);

    private static void Copy(string from, string to)
    {
        using var source = File.OpenHandle(from);
        DurableFile.Write(to, source, 0, Modes.Runnable);
    }
}
