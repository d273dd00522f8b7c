namespace PiDeployer.Cli;

internal static class Demo
{
    public static Task<int> RunAsync(IReadOnlyDictionary<string, string> environment, TextWriter output) => Task.FromResult(ExitCodes.Success);
}
