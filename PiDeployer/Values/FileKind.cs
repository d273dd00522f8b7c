using Microsoft.Win32.SafeHandles;

namespace PiDeployer.Values;

/// <summary>What a path is, seen without opening it: opening a named pipe waits for whoever is at its other end, and a device has no end at all.</summary>
internal static class FileKind
{
    private const int TypeBits = 0xF000;
    private const int NamedPipe = 0x1000;
    private const int Regular = 0x8000;
    private const int Socket = 0xC000;

    /// <summary>Also where a link leads to one. False when there is nothing, or we may not look.</summary>
    public static bool IsRegular(string path) => TypeOf(path, throughLinks: true) == Regular;

    /// <summary>What is open already.</summary>
    public static bool IsRegular(SafeFileHandle file) => FileStatus.TryRead(file, out var status) && (status.Mode & TypeBits) == Regular;

    /// <summary>Not through a link.</summary>
    public static bool IsNamedPipe(string path) => TypeOf(path, throughLinks: false) == NamedPipe;

    /// <summary>Also where a link leads to one.</summary>
    public static bool IsSocket(string path) => TypeOf(path, throughLinks: true) == Socket;

    private static int TypeOf(string path, bool throughLinks) => FileStatus.TryRead(path, throughLinks, out var status) ? status.Mode & TypeBits : 0;
}
