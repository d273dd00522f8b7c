using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(PiDeployer.Tests.Infra.LongestFirst))]

namespace PiDeployer.Tests.Infra;

/// <summary>Begins with what <see cref="TakesAttribute">takes</see> longest, so that the end of a run is not one class by itself with the other processors idle.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly Dictionary<string, int> Seconds = typeof(LongestFirst).Assembly.GetTypes()
        .Where(type => type.IsDefined(typeof(TakesAttribute)))
        .GroupBy(CollectionOf, type => type.GetCustomAttribute<TakesAttribute>()?.Seconds ?? 0)
        .ToDictionary(group => group.Key, group => group.Sum());

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection => [.. testCollections.OrderByDescending(SecondsOf)];

    /// <summary>The collection of a class that is in no other is named "Test collection for CLASS (id: NUMBER)".</summary>
    private static int SecondsOf<TTestCollection>(TTestCollection collection)
        where TTestCollection : ITestCollection => Seconds.GetValueOrDefault(collection.TestCollectionDisplayName.Split(" for ")[^1].Split(" (")[0]);

    private static string CollectionOf(Type type) => type.GetCustomAttribute<CollectionAttribute>()?.Name ?? type.FullName ?? type.Name;
}
