using System.Text;
using PiDeployer.Cli.Terminal;
using PiDeployer.Values;

namespace PiDeployer.Cli.Client;

/// <summary>What <c>--json</c> prints: the server's answer, as it came but for what cannot be seen, which is escaped.</summary>
internal static class RawAnswer
{
    public static int Print(Screen screen, byte[] body)
    {
        screen.Output.Write(Shown(Encoding.UTF8.GetString(body)).TrimEnd('\n'));
        screen.Output.Write('\n');
        screen.Flush();
        return ExitCodes.Success;
    }

    /// <param name="json">Outside of its strings there is nothing but ASCII; in them <c>\u202E</c> is the same as what it stands for.</param>
    public static string Shown(string json)
    {
        var shown = new StringBuilder(json.Length);
        foreach (var rune in json.EnumerateRunes())
        {
            var text = rune.ToString();
            if (rune.Value < ' ' || Wording.IsShown(rune))
            {
                shown.Append(text);
                continue;
            }

            foreach (var unit in text)
                shown.Append($"\\u{(int)unit:X4}");
        }

        return shown.ToString();
    }
}
