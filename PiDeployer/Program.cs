using System.Collections;
using PiDeployer.Cli;
using PiDeployer.Hosting;
using PiDeployer.Http;

var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
    .ToDictionary(variable => (string)variable.Key, variable => (string?)variable.Value ?? "", StringComparer.Ordinal);

switch (args)
{
    case [] or ["serve"]:
        return await Server.RunAsync(Environment.CurrentDirectory, environment, Console.Error);
    case ["demo"]:
        return await Demo.RunAsync(environment, Console.Out);
    case ["--version" or "-V"]:
        await Console.Out.WriteLineAsync($"pi-deployer {RootEndpoint.Version}");
        return ExitCodes.Success;
    case ["--help" or "-h" or "help"]:
        await Console.Out.WriteLineAsync(Usage.Text);
        return ExitCodes.Success;
    default:
        await Console.Error.WriteLineAsync($"pi-deployer: unknown command '{string.Join(' ', args)}'\n\n{Usage.Text}");
        return ExitCodes.Usage;
}
