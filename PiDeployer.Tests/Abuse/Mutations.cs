using System.Text;

namespace PiDeployer.Tests.Abuse;

/// <summary>Makes nonsense of what is right: a few small changes each, so that most of it still looks as it should.</summary>
/// <param name="random">What decides.</param>
/// <param name="seeds">What is right.</param>
/// <param name="words">What means something where it is read, a character being a byte.</param>
internal sealed class Mutations(Random random, IReadOnlyList<byte[]> seeds, IReadOnlyList<string> words)
{
    private const int MostChanges = 6;
    private const int LongestResult = 64 * 1024;

    /// <summary>What has broken many a reader.</summary>
    private static readonly string[] Odd =
    [
        "\0", "\n", "\r\n", "\r", "\t", " ", "\"", "'", "\\", "\\ud800", "\\u0000", "\\\"", "{", "}", "[", "]", ":", ",", "-", "--", "+1", "-1", "0", "1e999", "0x", "9223372036854775808", "99999999999999999999999",
        "2147483648", "null", "true", "../", "%00", "%ff", "${", "${A:-", "$$", "&a", "*a", "<<: ", "!!", "|\n", "? ", "#", "*", "/", "@", "=", ";", "\u00ff", "\u00ef\u00bb\u00bf", "\u00f0\u009f\u0092\u00a9", "\u00ed\u00a0\u0080", "\u00c0\u0080",
    ];

    public byte[] Next()
    {
        List<byte> bytes = [.. seeds[random.Next(seeds.Count)]];
        for (var changes = random.Next(MostChanges + 1); changes > 0; changes--)
            Change(bytes);
        return [.. bytes[..Math.Min(bytes.Count, LongestResult)]];
    }

    private void Change(List<byte> bytes)
    {
        var at = random.Next(bytes.Count + 1);
        var length = Math.Min(random.Next(1, random.Next(2, 64)), bytes.Count - at);
        switch (random.Next(9))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2:
                bytes.RemoveRange(at, length);
                break;
            case 3:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            case 4 when random.Next(4) == 0:
                bytes.InsertRange(at, Enumerable.Repeat(bytes.GetRange(at, length), random.Next(2000)).SelectMany(part => part).Take(LongestResult / 4));
                break;
            case 5:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 6:
                bytes.InsertRange(at, Part(seeds[random.Next(seeds.Count)]));
                break;
            case 7:
                bytes.RemoveRange(at, length);
                bytes.InsertRange(at, Word());
                break;
            default:
                bytes.InsertRange(at, Word());
                break;
        }
    }

    private byte[] Part(byte[] seed)
    {
        var at = random.Next(seed.Length + 1);
        return seed[at..random.Next(at, seed.Length + 1)];
    }

    private byte[] Word() => Encoding.Latin1.GetBytes(words.Count > 0 && random.Next(2) == 0 ? words[random.Next(words.Count)] : Odd[random.Next(Odd.Length)]);
}
