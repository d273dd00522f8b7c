using System.Buffers;
using System.Text.Json;
using PiDeployer.Values;

namespace PiDeployer.Webhooks;

/// <summary>
/// What a CI job sends to have something deployed: <c>{"stack":"media"}</c>, or <c>{"service":"portal","image":"…"}</c> for one service of it, with whatever it likes
/// to tell besides.
/// </summary>
/// <param name="Project">The project or stack; null when only a service was named.</param>
/// <param name="Service">Null for all of the project.</param>
/// <param name="Image">What the service shall run; null for its own.</param>
/// <param name="Commit">What the image was made of; null when nothing usable was told.</param>
internal sealed record DeployCall(ProjectName? Project, ServiceName? Service, ImageName? Image, Commit? Commit)
{
    /// <summary>In bytes; nobody needs more to name a thing.</summary>
    private const int LongestBody = 64 * 1024;

    /// <summary>Reads a body as a call. Null when it is none, but perhaps what a forge sends.</summary>
    public static Delivery? Read(ReadOnlySequence<byte> body)
    {
        if (body.IsEmpty || body.Length > LongestBody)
            return null;
        try
        {
            using var json = JsonDocument.Parse(body);
            var root = json.RootElement;
            return root.ValueKind == JsonValueKind.Object && NamesSomething(root) ? Read(root) : null;
        }
        catch (JsonException)
        {
            return null;
        }
        catch (InvalidOperationException)
        {
            return new Delivery.Malformed("A text in the body is not valid Unicode."); // It is found out only where a text is looked at.
        }
    }

    /// <summary>
    /// Whether a body that is no call may come with one that is made by an address: none at all, what is no JSON object, an object that names nothing, and what a forge sends.
    /// A call that was cut off, or is too long to be read, is none of these: it may have named one service, and all of them would be deployed.
    /// </summary>
    public static bool MayBeIgnored(ReadOnlySequence<byte> body)
    {
        if (!body.FirstSpan.TrimStart(" \t\r\n"u8).StartsWith("{"u8))
            return true;
        try
        {
            return TellsOfRepository(body) || body.Length <= LongestBody;
        }
        catch (Exception e) when (JsonTrouble.Is(e))
        {
            return false;
        }
    }

    /// <exception cref="JsonException">It is no JSON.</exception>
    private static bool TellsOfRepository(ReadOnlySequence<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        var isFound = false;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isRepository = reader.ValueTextEquals("repository"u8);
            reader.Read();
            isFound |= isRepository && reader.TokenType == JsonTokenType.StartObject;
            reader.Skip();
        }

        reader.Read(); // There must be nothing more.
        return isFound;
    }

    /// <summary>Forges tell of a repository, and what they call a project is an object.</summary>
    private static bool NamesSomething(JsonElement root) =>
        KindOf(root, "repository") != JsonValueKind.Object
        && (Stands(root, "stack") || Stands(root, "project") || Stands(root, "service"));

    private static bool Stands(JsonElement root, string name) => KindOf(root, name) is not (JsonValueKind.Undefined or JsonValueKind.Object);

    private static JsonValueKind KindOf(JsonElement root, string name) => root.TryGetProperty(name, out var value) ? value.ValueKind : JsonValueKind.Undefined;

    private static Delivery Read(JsonElement root)
    {
        foreach (var name in new[] { "stack", "project", "service", "image" })
        {
            if (KindOf(root, name) is not (JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.String))
                return new Delivery.Malformed($"'{name}' is not a text.");
        }

        var (stack, service, image) = (Text(root, "stack") ?? Text(root, "project"), Text(root, "service"), Text(root, "image"));
        if (Text(root, "project") is { } project && project != stack)
            return new Delivery.Malformed("'stack' and 'project' name two things; one is enough.");
        if (!TryParse<ProjectName>(stack, ProjectName.TryParse, out var projectName) || (stack is null && service is null))
            return new Delivery.Malformed("Invalid project key: 1 to 100 of a-z, A-Z, 0-9, _ and -.");
        if (!TryParse<ServiceName>(service, ServiceName.TryParse, out var serviceName))
            return new Delivery.Malformed("'service' is not a name that a service can have.");
        if (!TryParse<ImageName>(image, ImageName.TryParse, out var imageName))
            return new Delivery.Malformed("'image' is not a name that an image can have.");
        if (imageName is not null && serviceName is null)
            return new Delivery.Malformed("'image' needs the 'service' that shall run it.");
        var commit = CommitId.TryParse(Text(root, "commit"), out var id) ? new Commit(id, Text(root, "author") ?? "", Text(root, "message") ?? "", null) : null;
        return new Delivery.Call(new DeployCall(projectName, serviceName, imageName, commit));
    }

    private static string? Text(JsonElement root, string name) => KindOf(root, name) == JsonValueKind.String ? root.GetProperty(name).GetString() : null;

    private delegate bool Parse<T>(string? text, out T? value);

    /// <summary>True also when there is nothing to parse.</summary>
    private static bool TryParse<T>(string? text, Parse<T> parse, out T? value)
        where T : class
    {
        value = null;
        return text is null || parse(text, out value);
    }
}
