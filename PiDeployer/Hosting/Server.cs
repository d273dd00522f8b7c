using System.Collections.Immutable;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using PiDeployer.Cli;
using PiDeployer.Pipelines.Sides;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Hosting;

/// <summary>The life of the server process: read everything, serve, reload on SIGHUP, end on SIGTERM.</summary>
internal static partial class Server
{
    /// <param name="directory">Where <c>.env</c> is, and what relative paths are relative to.</param>
    /// <param name="environment">The process's variables.</param>
    /// <param name="errors">For what keeps it from starting.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(string directory, IReadOnlyDictionary<string, string> environment, TextWriter errors)
    {
        if (!Configuration.TryLoad(directory, environment, out var configuration, out var problems))
            return Refuse(errors, problems);
        var (settings, file, catalog) = configuration;
        return configuration.WhyNobodyGetsIn is { } nobody
            ? Refuse(errors, [nobody])
            : await RunAsync(settings, file, catalog, environment, errors);
    }

    private static async Task<int> RunAsync(
        Settings settings, ProjectsFile file, ProjectCatalog catalog, IReadOnlyDictionary<string, string> environment, TextWriter errors)
    {
        var (state, problem) = await StateDirectory.OpenAsync(settings.StateDirectory, TimeProvider.System);
        if (state is null)
            return Refuse(errors, [problem]);
        var manager = new SystemdNotifier(environment.GetValueOrDefault("NOTIFY_SOCKET"));
        using (state)
        using (var app = App.Build(settings, file, catalog, manager, logging => ConsoleLogging.Configure(logging, environment)))
            return await ServeAsync(app, settings, manager, environment, errors);
    }

    private static async Task<int> ServeAsync(App app, Settings settings, SystemdNotifier manager, IReadOnlyDictionary<string, string> environment, TextWriter errors)
    {
        var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var stopRequested = new CancellationTokenSource();
        using var hurry = new CancellationTokenSource();
        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stopRequested.Cancel();
            if (!stop.TrySetResult())
                hurry.Cancel(); // The second time somebody means it.
        }

        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        var serving = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        async Task ReloadAsync()
        {
            await serving.Task;
            Reload(app);
        }

        // The files may have become others since they were read, even if that was only just before.
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            _ = ReloadAsync();
        });
        FileDescriptors.RaiseLimit();
        try
        {
            app.Load();
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            return Refuse(errors, [StateDirectory.Unusable(settings.StateDirectory, e)]);
        }

        try
        {
            await app.StartAsync(CancellationToken.None);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            await errors.WriteLineAsync($"pi-deployer: cannot listen on {settings.Host}:{settings.Port}: {e.Message.TrimEnd('.')}. {Advice(e)}");
            return ExitCodes.Failure;
        }

        foreach (var problem in LostRoutes.Restore(app.Catalog.Current.All(), settings.StateDirectory, settings.RoutesDirectory))
            Log.Oddity(app.Logger, problem);
        await app.RecoverAsync(stopRequested.Token);
        if (settings.DeployToken is null)
            Log.NoToken(app.Logger);
        foreach (var warning in settings.Warnings)
            Log.Oddity(app.Logger, warning);
        app.Reloader.WarnOfUnreachable();
        Log.Listening(app.Logger, app.Address, app.Catalog.Current.Projects.Length);
        manager.Ready(app.Reloader.Serving);
        serving.SetResult();
        using var watchdog = Watchdog.Start(app.TakeTurnAsync, manager, environment, app.Logger);

        await stop.Task;
        Log.Stopping(app.Logger);
        manager.Stopping();
        await app.StopAsync(hurry.Token);
        await (watchdog?.StopAsync() ?? Task.CompletedTask);
        Log.Stopped(app.Logger);
        return ExitCodes.Success;
    }

    /// <summary>There is nobody above a signal's handler, so an exception in it would end the process.</summary>
    private static void Reload(App app)
    {
        try
        {
            app.Reloader.Reload();
        }
        catch (Exception e)
        {
            Log.ReloadBroken(app.Logger, e);
        }
    }

    private static string Advice(Exception listening) => (listening.GetBaseException() as SocketException)?.SocketErrorCode switch
    {
        SocketError.AccessDenied => "Only root may listen below port 1024; choose another DEPLOYER_PORT and put a proxy before it.",
        SocketError.AddressNotAvailable => "This machine has no such address; DEPLOYER_HOST chooses another.",
        _ => "`ss -ltnp` shows who does; DEPLOYER_PORT chooses another port.",
    };

    private static int Refuse(TextWriter errors, ImmutableArray<string> problems)
    {
        foreach (var problem in problems)
            errors.WriteLine(problem);
        return ExitCodes.Configuration;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "pi-deployer listens on {Address} for {Count} projects.")]
        public static partial void Listening(ILogger logger, string address, int count);

        [LoggerMessage(LogLevel.Information, "Stopping: no more deployments are accepted, those that run have a moment to finish.")]
        public static partial void Stopping(ILogger logger);

        [LoggerMessage(LogLevel.Information, "Stopped.")]
        public static partial void Stopped(ILogger logger);

        [LoggerMessage(LogLevel.Warning, "DEPLOY_TOKEN is not set, so manual deployments, logs and reloads over HTTP are closed to everybody.")]
        public static partial void NoToken(ILogger logger);

        [LoggerMessage(LogLevel.Warning, "{Warning}.")]
        public static partial void Oddity(ILogger logger, string warning);

        [LoggerMessage(LogLevel.Error, "The reload met an error; the projects are as they were.")]
        public static partial void ReloadBroken(ILogger logger, Exception exception);
    }
}
