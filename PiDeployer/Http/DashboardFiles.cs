using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace PiDeployer.Http;

/// <summary>
/// The dashboard's files, which are in the binary. All but the page stand under an address that changes with any of them, so a browser asks once for each, and never
/// puts those of two versions together.
/// </summary>
internal static class DashboardFiles
{
    private const string Folder = "Dashboard/";
    private const string PageName = "index.html";
    private const int VersionLength = 12;

    private static readonly Assembly Binary = typeof(DashboardFiles).Assembly;

    /// <summary>A hash of them all.</summary>
    public static string Version { get; } = Hash();

    /// <summary>The page, which names the others by their address.</summary>
    public static ReadOnlyMemory<byte> Page { get; } = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Read(Folder + PageName)).Replace("VERSION", Version, StringComparison.Ordinal));

    /// <summary>Null when there is none of that name.</summary>
    public static byte[]? Find(string name) => name != PageName && Binary.GetManifestResourceInfo(Folder + name) is not null ? Read(Folder + name) : null;

    public static string ContentTypeOf(string name) => Path.GetExtension(name) switch
    {
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "application/octet-stream",
    };

    private static string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var name in Binary.GetManifestResourceNames())
        {
            if (name.StartsWith(Folder, StringComparison.Ordinal))
                hash.AppendData(Read(name));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..VersionLength];
    }

    private static byte[] Read(string name)
    {
        using var stream = Binary.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is missing from the binary.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
