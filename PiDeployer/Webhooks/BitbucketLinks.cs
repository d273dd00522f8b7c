using System.Text.Json;

namespace PiDeployer.Webhooks;

/// <summary>What Bitbucket puts beside everything: a member <c>links</c>, of which the page for people is one.</summary>
internal static class BitbucketLinks
{
    /// <summary>Null when there is none.</summary>
    /// <param name="reader">At the member's name.</param>
    public static string? PageIn(ref Utf8JsonReader reader)
    {
        string? page = null;
        PayloadJson.ObjectIfAny(ref reader, (ref Utf8JsonReader links) =>
        {
            if (links.ValueTextEquals("html"u8))
                PayloadJson.ObjectIfAny(ref links, ReadHref);
            else
                PayloadJson.Skip(ref links);
        });
        return page;

        void ReadHref(ref Utf8JsonReader html)
        {
            if (html.ValueTextEquals("href"u8))
                page = PayloadJson.TextIfAny(ref html);
            else
                PayloadJson.Skip(ref html);
        }
    }
}
