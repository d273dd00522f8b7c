using System.Diagnostics;

namespace PiDeployer.Tests.Infra;

/// <summary>The program, run until it ended by itself.</summary>
internal sealed record FinishedProgram(int ExitCode, string Output, string Errors)
{
    public static async Task<FinishedProgram> RunAsync(TempDirectory folder, string[] arguments, params (string Name, string Value)[] environment)
    {
        using var process = new Process { StartInfo = ProgramUnderTest.Start(folder.Path, arguments, environment.ToDictionary(e => e.Name, e => e.Value)) };
        process.Start();
        try
        {
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync().WaitAsync(Eventually.Patience);
            return new FinishedProgram(process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }
}
