using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace PiDeployer.Projects;

/// <summary>For some malformed texts YamlDotNet's scanner throws what is not a <see cref="YamlException"/>.</summary>
internal sealed class StrictParser(IParser inner) : IParser
{
    public ParsingEvent? Current => inner.Current;

    public bool MoveNext()
    {
        try
        {
            return inner.MoveNext();
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            var at = inner.Current?.End ?? Mark.Empty;
            throw new YamlException(at, at, "what follows cannot be read; is the indentation right?", e);
        }
    }
}
