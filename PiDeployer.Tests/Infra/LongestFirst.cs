using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(PiDeployer.Tests.Infra.LongestFirst))]

namespace PiDeployer.Tests.Infra;

/// <summary>
/// Begins with the classes that may take longest, so that the end of a run is not one of them by itself with the other processors idle. How long a class may take is what
/// its tests' timeouts allow.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly Dictionary<string, int> Allowed = typeof(LongestFirst).Assembly.GetTypes()
        .Where(type => !type.IsAbstract)
        .GroupBy(CollectionOf, type => type.GetMethods().Sum(Longest))
        .ToDictionary(group => group.Key, group => group.Sum());

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection => [.. testCollections.OrderByDescending(AllowedOf)];

    /// <summary>The collection of a class that is in no other is named "Test collection for CLASS (id: NUMBER)".</summary>
    private static int AllowedOf<TTestCollection>(TTestCollection collection)
        where TTestCollection : ITestCollection => Allowed.GetValueOrDefault(collection.TestCollectionDisplayName.Split(" for ")[^1].Split(" (")[0]);

    private static string CollectionOf(Type type) => type.GetCustomAttribute<CollectionAttribute>()?.Name ?? type.FullName ?? type.Name;

    private static int Longest(MethodInfo method)
    {
        var cases = Math.Max(1, method.GetCustomAttributes<DataAttribute>().Count());
        return method.GetCustomAttribute<FactAttribute>() is { Timeout: > 0 and var timeout } ? cases * timeout : 0;
    }
}
