using System.Collections;
using PiDeployer.Cli;
using PiDeployer.Cli.CommandLine;
using PiDeployer.Hosting;
using PiDeployer.Http;

var environment = new Dictionary<string, string>(StringComparer.Ordinal);
foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
    environment[(string)variable.Key] = (string?)variable.Value ?? "";

var wish = CommandLineReader.Read(args);
try
{
    switch (wish)
    {
        case Wish.Run(var invocation):
            return await Commands.RunAsync(invocation, environment);
        case Wish.Version:
            await Console.Out.WriteLineAsync($"pi-deployer {RootEndpoint.Version}");
            return ExitCodes.Success;
        case Wish.Help(var verb):
            await Console.Out.WriteLineAsync(HelpText.Of(verb));
            return ExitCodes.Success;
        case Wish.Nonsense(var problem):
            await Console.Error.WriteLineAsync(problem);
            return ExitCodes.Usage;
        default:
            throw new InvalidOperationException($"{wish} is no wish.");
    }
}
catch (Exception e) when (Speechless.Is(wish, e))
{
    return Speechless.Tell(e);
}
