using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using PiDeployer.Checks;

namespace PiDeployer.Cli;

/// <summary>What was found, for programs: <c>{"errors":1,"warnings":0,"ok":12,"findings":[{"group","check","severity","what","where","mend"}]}</c>.</summary>
internal static class FindingsJson
{
    /// <summary>It is never a part of a page, so that quotes and the like may stand as they are.</summary>
    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(IReadOnlyList<GroupReport> reports)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text, Readable))
        {
            json.WriteStartObject();
            json.WriteNumber("errors", reports.Count(Severity.Error));
            json.WriteNumber("warnings", reports.Count(Severity.Warning));
            json.WriteNumber("ok", reports.Count(Severity.Ok));
            json.WriteStartArray("findings");
            foreach (var report in reports)
            {
                foreach (var finding in report.Findings)
                    Write(json, report.Title, finding);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return $"{Encoding.UTF8.GetString(text.WrittenSpan)}\n";
    }

    private static void Write(Utf8JsonWriter json, string group, Finding finding)
    {
        json.WriteStartObject();
        json.WriteString("group", group);
        json.WriteString("check", finding.Check);
        json.WriteString("severity", finding.Severity.ToName());
        json.WriteString("what", finding.What);
        json.WriteString("where", finding.Where);
        json.WriteString("mend", finding.Mend);
        json.WriteEndObject();
    }
}
