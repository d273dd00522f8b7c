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
        using (var interrupted = new Interruption())
            return await Demo.RunAsync(environment, Console.Out, interrupted.Token) ? ExitCodes.Success : ExitCodes.Failure;
    case ["notify-test", .. var channels]:
        using (var interrupted = new Interruption())
            return await ChannelTrial.RunAsync(Environment.CurrentDirectory, environment, channels, Console.Out, Console.Error, interrupted.Token);
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
