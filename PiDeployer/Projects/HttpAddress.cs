using System.Diagnostics.CodeAnalysis;

namespace PiDeployer.Projects;

/// <summary>The addresses that can be asked by HTTP.</summary>
internal static class HttpAddress
{
    /// <summary>What one has to be, as the end of a sentence.</summary>
    public const string Rule = "is not an http:// or https:// address";

    public static bool TryParse(string text, [NotNullWhen(true)] out Uri? address) =>
        Uri.TryCreate(text, UriKind.Absolute, out address) && address.Scheme is "http" or "https";
}
