using System.Runtime.InteropServices;

namespace PiDeployer.Values;

/// <summary>To whom a file belongs, by number.</summary>
internal sealed partial record FileOwner(uint User, uint Group)
{
    /// <summary>Also where a link leads to one. Null when there is nothing, or we may not look.</summary>
    public static FileOwner? Of(string path) => FileStatus.TryRead(path, throughLinks: true, out var status) ? new(status.Owner, status.Group) : null;

    /// <summary>Gives a file to this one, which only root may; of a link, the link itself.</summary>
    /// <exception cref="IOException">It is as it was.</exception>
    public void Take(string path)
    {
        if (ChangeOwner(path, User, Group) != 0)
            throw new IOException($"{path} cannot be given to user {User}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport("libc", EntryPoint = "lchown", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ChangeOwner(string path, uint user, uint group);
}
