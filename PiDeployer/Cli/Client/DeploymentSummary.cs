using System.Text.Json;
using PiDeployer.Cli.Terminal;

namespace PiDeployer.Cli.Client;

/// <summary>How a deployment ended: the result, each step, and what went wrong.</summary>
internal static class DeploymentSummary
{
    public static void Print(Screen screen, JsonElement record)
    {
        var state = record.Raw("state");
        var ink = States.InkOf(state, record);
        var commit = States.Commit(record) is { Length: > 0 } hash ? $" at {hash}" : "";
        var took = record.Duration("duration") is { } duration ? $" {(record.Is("success") ? "in" : "after")} {Times.Took(duration)}" : "";
        screen.Line($"{screen.Symbol(ink)}{record.Text("project")}{commit} {States.Shown(state)}{took}", ink);

        var steps = new Table("  STEP", "TOOK", "");
        foreach (var step in record.Items("steps"))
        {
            var stepInk = step.Is("success") ? Ink.Plain : Ink.Bad;
            var exit = step.Number("exit_code") is { } code and not "0" ? $"exit code {code}" : step.Is("success") ? "" : "failed";
            steps.Add(new Cell($"  {step.Text("name")}", stepInk), new Cell(step.Duration("duration") is { } time ? Times.Took(time) : ""), new Cell(exit, stepInk));
        }

        if (record.Items("steps").Length > 0)
            steps.Print(screen);
        foreach (var stack in record.Items("stacks"))
            screen.Line($"  {stack.Text("stack")}: {(stack.Text("id") is { } next ? $"deployed next, as {next}" : "as it was deployed last")}");
        if (record.Text("error") is { } error)
            screen.Line($"  {error}", record.Is("success") ? Ink.Plain : Ink.Bad);
    }
}
