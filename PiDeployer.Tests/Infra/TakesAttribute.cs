namespace PiDeployer.Tests.Infra;

/// <summary>About how long the tests of a class take one after the other, where that is long: for <see cref="LongestFirst"/>.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class TakesAttribute(int seconds) : Attribute
{
    public int Seconds => seconds;
}
