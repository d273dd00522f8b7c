using System.Text;

namespace PiDeployer.Logs;

/// <summary>A text file that is appended to until it is full; then it becomes <c>name.1</c>, the one before <c>name.2</c>, and the oldest is forgotten.</summary>
internal sealed class RotatingFile : IDisposable
{
    public const int MaxFiles = 5;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly string path;
    private readonly long maxBytes;
    private FileStream stream;
    private StreamWriter writer;

    /// <exception cref="IOException">It cannot be opened, or it is a symbolic link or a named pipe.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be opened.</exception>
    public RotatingFile(string path, long maxBytes)
    {
        this.path = path;
        this.maxBytes = maxBytes;
        if (Path.GetDirectoryName(path) is { } folder)
            Directory.CreateDirectory(folder);
        (stream, writer) = Open();
        if (IsFull)
            Rotate();
    }

    /// <summary>Counts what was flushed, which is near enough for a limit.</summary>
    public bool IsFull => stream.Position >= maxBytes;

    /// <summary>Where the next character will stand, in bytes.</summary>
    public long Position
    {
        get
        {
            writer.Flush();
            return stream.Position;
        }
    }

    public void Write(ReadOnlySpan<char> text) => writer.Write(text);

    public void Flush() => writer.Flush();

    /// <summary>Writes over what stands there already.</summary>
    public void Overwrite(long position, string text)
    {
        writer.Flush();
        RandomAccess.Write(stream.SafeFileHandle, Utf8.GetBytes(text), position);
    }

    public void Rotate()
    {
        writer.Dispose();
        for (var age = MaxFiles - 1; age >= 1; age--)
        {
            var newer = age == 1 ? path : $"{path}.{age - 1}";
            if (File.Exists(newer))
                File.Move(newer, $"{path}.{age}", overwrite: true);
        }

        (stream, writer) = Open();
    }

    /// <summary>Closes the file without writing what is left, which has just been shown to fail.</summary>
    public void Abandon() => stream.SafeFileHandle.Dispose();

    public void Dispose() => writer.Dispose();

    private (FileStream Stream, StreamWriter Writer) Open()
    {
        var file = LogFile.OpenToAppend(path);
        return (file, new StreamWriter(file, Utf8, bufferSize: 16 * 1024));
    }
}
