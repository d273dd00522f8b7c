using System.Runtime.InteropServices;
using System.Text;
using PiDeployer.Values;

namespace PiDeployer.Processes;

/// <summary>
/// Finds out before a start whether it can work. The kernel's own answer is one "no such file" for a missing program, a missing interpreter and a
/// missing folder alike, which has cost people evenings.
/// </summary>
internal static partial class Executable
{
    private const int ExecutableByUs = 1;
    private const int LongestShebang = 256;

    /// <summary>Null when nothing is in the way, else the reason.</summary>
    public static Obstacle? WhyNotStartable(Command command, string searchPath)
    {
        if (!Directory.Exists(command.WorkingDirectory))
            return new(ObstacleKind.Folder, $"{command.Program}: the folder {command.WorkingDirectory} to run it in does not exist");
        if (Access(command.WorkingDirectory, ExecutableByUs) != 0)
            return new(ObstacleKind.Folder, $"{command.Program}: the folder {command.WorkingDirectory} may not be entered by this user");

        var isPath = command.Program.Contains('/', StringComparison.Ordinal);
        var file = isPath ? Path.Combine(command.WorkingDirectory, command.Program) : Find(command.Program, searchPath);
        if (file is null)
            return new(ObstacleKind.NotThere, $"{command.Program}: not found in PATH ({searchPath})", "is it installed?");
        if (Directory.Exists(file))
            return new(ObstacleKind.NotThere, $"{command.Program}: is a folder, not a program");
        if (!File.Exists(file))
            return new(ObstacleKind.NotThere, $"{command.Program}: no such file");
        if (Access(file, ExecutableByUs) != 0)
            return new(ObstacleKind.NotRunnable, $"{command.Program}: permission denied", $"`chmod +x {file}` makes it runnable");
        return WhyNoInterpreter(command.Program, file, searchPath);
    }

    private static Obstacle? WhyNoInterpreter(string program, string file, string searchPath)
    {
        if (Shebang(file) is not { } line || line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries) is not [var interpreter, .. var arguments])
            return null;
        if (!File.Exists(interpreter))
            return NotFound(interpreter.TrimEnd('\r'));

        var wanted = Path.GetFileName(interpreter) == "env" ? arguments.FirstOrDefault(IsProgramOfEnv) : null;
        return wanted is not null && Find(wanted, searchPath) is null ? NotFound($"{interpreter} {wanted.TrimEnd('\r')}") : null;

        Obstacle NotFound(string name) => line.EndsWith('\r')
            ? new(ObstacleKind.WindowsLineEnds, $"{program}: interpreter {name} not found, because the file has Windows line ends", $"`sed -i 's/\\r$//' {file}` mends it")
            : new(ObstacleKind.NoInterpreter, $"{program}: interpreter {name} not found");
    }

    private static bool IsProgramOfEnv(string argument) => argument[0] != '-' && !argument.Contains('=', StringComparison.Ordinal);

    private static string? Shebang(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            Span<byte> start = stackalloc byte[LongestShebang];
            start = start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
            if (!start.StartsWith("#!"u8))
                return null;
            var end = start.IndexOf((byte)'\n');
            return Encoding.UTF8.GetString(start[2..(end < 0 ? start.Length : end)]);
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            return null; // A program may be runnable and yet not readable; then the kernel has the last word.
        }
    }

    /// <summary>The program's file; null when there is none that this user may run.</summary>
    public static string? Find(string program, string searchPath) =>
        program.Contains('/', StringComparison.Ordinal)
            ? File.Exists(program) ? program : null
            : searchPath.Split(':', StringSplitOptions.RemoveEmptyEntries)
                .Select(folder => Path.Combine(folder, program))
                .FirstOrDefault(candidate => File.Exists(candidate) && Access(candidate, ExecutableByUs) == 0);

    [LibraryImport("libc", EntryPoint = "access", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Access(string path, int mode);
}
