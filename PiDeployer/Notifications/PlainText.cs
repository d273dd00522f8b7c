namespace PiDeployer.Notifications;

/// <summary>What a message says below its title, where nothing but letters can be shown.</summary>
internal static class PlainText
{
    /// <summary>Lines; none where there is nothing more to say.</summary>
    public static string Of(Message message)
    {
        var lines = new List<string>();
        if (message.Note is { } note)
            lines.Add(note);
        if (message.Target is { } target)
            lines.Add($"{target.Name}: {target.Value ?? "not said"}");
        if (message.Commit is { } commit)
            lines.AddRange([$"Commit: {commit.Id}{commit.By(AsItIs)}", commit.Message, .. Address(commit.Url)]);
        foreach (var pushed in message.Pushed)
            lines.Add($"+ {pushed.Id} {pushed.Message}{pushed.Aside(AsItIs)}");
        if (message.More is { } more)
            lines.Add(more);
        lines.AddRange(Address(message.Compare));
        if (message.Error is { } error)
            lines.AddRange(["", error]);
        if (message.Tail.Length > 0)
            lines.AddRange(["", message.Tail]);
        if (message.Log is { } log)
            lines.AddRange(["", $"Log: {log.AbsoluteUri}"]);
        return string.Join('\n', lines).Trim('\n');
    }

    private static string AsItIs(string text) => text;

    private static string[] Address(Uri? address) => address is null ? [] : [address.AbsoluteUri];
}
