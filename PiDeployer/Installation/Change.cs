using System.Collections.Immutable;
using PiDeployer.Values;

namespace PiDeployer.Installation;

/// <summary>One thing to do to this machine. A plan is a list of them, which can be read out as well as carried out.</summary>
/// <param name="Says">What it does, in words for people, as an order.</param>
internal abstract record Change(string Says)
{
    /// <summary>On one line, whatever the folder is called.</summary>
    public string Says { get; } = Wording.OnOneLine(Says);

    /// <returns>Why it could not be done; null when it was.</returns>
    /// <exception cref="IOException">The disk, or who owns what is on it, is in the way.</exception>
    public abstract Task<string?> DoAsync(Machine machine, CancellationToken cancellationToken);

    /// <summary>Puts a whole file there at once.</summary>
    internal sealed record Write(string Says, string Path, byte[] Content, UnixFileMode Mode) : Change(Says)
    {
        public override Task<string?> DoAsync(Machine machine, CancellationToken cancellationToken)
        {
            DurableFile.Write(Path, Content, Mode);
            return Done;
        }
    }

    internal sealed record MakeFolder(string Path) : Change($"make the folder {Path}")
    {
        public override Task<string?> DoAsync(Machine machine, CancellationToken cancellationToken)
        {
            DurableFile.CreateDirectory(Path);
            File.SetUnixFileMode(Path, Modes.Runnable);
            return Done;
        }
    }

    /// <summary>A program where there is none yet.</summary>
    internal sealed record CopyProgram(string From, string To) : Change($"copy this program to {To}")
    {
        public override Task<string?> DoAsync(Machine machine, CancellationToken cancellationToken)
        {
            using var source = File.OpenHandle(From);
            DurableFile.Write(To, source, 0, Modes.Runnable);
            return Done;
        }
    }

    internal sealed record MakeLink(string Path, string Target) : Change($"let {Path} lead to {Target}")
    {
        public override Task<string?> DoAsync(Machine machine, CancellationToken cancellationToken)
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path) ?? "/");
            File.Delete(Path);
            File.CreateSymbolicLink(Path, Target);
            return Done;
        }
    }

    /// <summary>To a user who may be made only just before.</summary>
    internal sealed record Give(string Path, string User) : Change($"give {Path} to {User}")
    {
        public override async Task<string?> DoAsync(Machine machine, CancellationToken cancellationToken)
        {
            if (await Account.FindAsync(machine, User, cancellationToken) is not { } account)
                return $"there is no user {User} to give {Path} to";
            account.Owner.Take(Path);
            return null;
        }
    }

    /// <summary>A file, a link, or a folder with all that is in it.</summary>
    internal sealed record Remove(string Path) : Change($"remove {Path}")
    {
        public override Task<string?> DoAsync(Machine machine, CancellationToken cancellationToken)
        {
            // .NET goes by names, and whoever owns a folder in there can put a link to another in its place meanwhile.
            if (Directory.Exists(Path) && Links.TargetOf(Path) is null)
                return new Run(Says, "rm", ["-rf", "--one-file-system", "--", Path]).DoAsync(machine, cancellationToken);
            File.Delete(Path);
            return Done;
        }
    }

    /// <summary>Runs one of the machine's own programs.</summary>
    internal sealed record Run(string Says, string Program, ImmutableArray<string> Arguments) : Change(Says)
    {
        public override async Task<string?> DoAsync(Machine machine, CancellationToken cancellationToken) =>
            await machine.AskAsync(Program, Arguments, cancellationToken) is { IsYes: false } answer
                ? $"{Program} {string.Join(' ', Arguments)} exited with {answer.Code}: {answer.Text}"
                : null;
    }

    internal sealed record Start(string Says, string Verb) : Change(Says)
    {
        public override Task<string?> DoAsync(Machine machine, CancellationToken cancellationToken) =>
            new Service(machine, TimeProvider.System).WhyNotUpAsync(Verb, cancellationToken);
    }

    /// <summary>Another program in the place of the one that is there, if it starts.</summary>
    /// <param name="Says">What it does.</param>
    /// <param name="Place">Where.</param>
    /// <param name="File">The other one.</param>
    /// <param name="Starts">False to leave the service as it is.</param>
    /// <param name="Back">What the program from before needs, too, if it comes back.</param>
    internal sealed record Try(string Says, Place Place, string File, bool Starts, ImmutableArray<Change> Back) : Change(Says)
    {
        public override Task<string?> DoAsync(Machine machine, CancellationToken cancellationToken) => new ProgramTrial(machine, Place, File).RunAsync(Starts, Back, cancellationToken);
    }

    private static Task<string?> Done => Task.FromResult<string?>(null);
}
