using System.Runtime.InteropServices;

namespace PiDeployer.Installation;

/// <summary>For which machine a program was made: its ELF header says it (<see href="https://man7.org/linux/man-pages/man5/elf.5.html"/>).</summary>
internal static class ProgramKind
{
    private const int HeaderLength = 20;
    private const int MachineAt = 18;
    private const int X64 = 62, Arm64 = 183, Arm = 40;

    /// <summary>Why it cannot run here, to be put after its name; null where nothing says so.</summary>
    public static string? WhyForeign(string path)
    {
        using var file = File.OpenHandle(path);
        Span<byte> header = stackalloc byte[HeaderLength];
        var length = RandomAccess.Read(file, header, 0);
        if (header.StartsWith("#!"u8))
            return null; // Running it will tell.
        if (length < HeaderLength || !header.StartsWith("\u007FELF"u8))
            return "is no program";
        return Name(header[MachineAt] | (header[MachineAt + 1] << 8)) is var made && Here is { } here && made != here ? $"is for {made}, and this machine is {here}" : null;
    }

    private static string? Here => RuntimeInformation.OSArchitecture switch
    {
        Architecture.X64 => "x64",
        Architecture.Arm64 => "arm64",
        _ => null,
    };

    private static string Name(int machine) => machine switch
    {
        X64 => "x64",
        Arm64 => "arm64",
        Arm => "32-bit arm",
        _ => "another processor",
    };
}
