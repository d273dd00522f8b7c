using System.Buffers;
using System.Runtime.InteropServices;

namespace PiDeployer.Http;

/// <summary>
/// Memory for bodies: small pieces from the shared pool, large ones from the system itself and back to it at once. On the managed heap a few large bodies would
/// stay resident long after they were answered.
/// </summary>
internal sealed partial class BodyMemory : MemoryPool<byte>
{
    private const int LargestPooled = 64 * 1024;

    private BodyMemory()
    {
    }

    public static BodyMemory Pool { get; } = new();

    public override int MaxBufferSize => int.MaxValue;

    /// <summary>At least the size asked for; where it came from the system, it is zeroed.</summary>
    public override IMemoryOwner<byte> Rent(int minBufferSize = -1) =>
        minBufferSize <= LargestPooled ? Shared.Rent(minBufferSize) : new Mapping(minBufferSize);

    protected override void Dispose(bool disposing)
    {
    }

    private sealed unsafe partial class Mapping : MemoryManager<byte>
    {
        private const int ReadAndWrite = 0x1 | 0x2;
        private const int PrivateAndAnonymous = 0x02 | 0x20;

        private readonly int length;
        private void* start;

        public Mapping(int length)
        {
            this.length = length;
            start = Map(null, (nuint)length, ReadAndWrite, PrivateAndAnonymous, -1, 0);
            if (start == (void*)-1)
                throw new InsufficientMemoryException($"The system has no {length} bytes for a request's body.");
        }

        public override Span<byte> GetSpan()
        {
            ObjectDisposedException.ThrowIf(start is null, this);
            return new Span<byte>(start, length);
        }

        public override MemoryHandle Pin(int elementIndex = 0) => new((byte*)start + elementIndex);

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
            if (start is null)
                return;
            _ = Unmap(start, (nuint)length);
            start = null;
        }

        [LibraryImport("libc", EntryPoint = "mmap")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        private static partial void* Map(void* address, nuint length, int protection, int flags, int file, nint offset);

        [LibraryImport("libc", EntryPoint = "munmap")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        private static partial int Unmap(void* address, nuint length);
    }
}
