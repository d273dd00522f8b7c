namespace PiDeployer.Checks;

/// <summary>Looks at one thing, and changes nothing.</summary>
/// <param name="Name">A word or two with a hyphen, for programs.</param>
/// <param name="Asks">What it finds out, for when it cannot: <c>whether the remote answers</c>.</param>
/// <param name="LookAsync">Says what it finds; it stops where its token asks for that.</param>
internal sealed record Check(string Name, string Asks, Func<Findings, CancellationToken, Task> LookAsync)
{
    /// <summary>Whether it needs no network and next to no time, so that it may run before each start.</summary>
    public bool IsQuick { get; init; }

    /// <summary>What it waits for when it takes too long; null where there is no single place.</summary>
    public string? Where { get; init; }

    /// <summary>What a person does about it then.</summary>
    public string? Mend { get; init; }

    /// <summary>Whether a deployment, too, would wait in vain.</summary>
    public bool IsVital { get; init; }

    /// <summary>One of those that only look at files here.</summary>
    public static Check Quick(string name, string asks, Action<Findings> look) => new(name, asks, (found, _) =>
    {
        look(found);
        return Task.CompletedTask;
    })
    { IsQuick = true };
}

/// <param name="Title">For people: <c>machine</c>, <c>configuration</c>, <c>project shop</c>.</param>
/// <param name="Checks">In the order in which people read what they found.</param>
internal sealed record CheckGroup(string Title, IReadOnlyList<Check> Checks);
