using PiDeployer.Checks.Machine;
using PiDeployer.Pipelines.Steps;
using PiDeployer.Processes;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Checks.Deployable;

/// <summary>Whether systemd has the units that a deployment restarts, and whether we may.</summary>
internal static class Units
{
    public static async Task LookAsync(Site site, Project project, Findings found, CancellationToken cancellationToken)
    {
        foreach (var unit in project.Units)
            await LookForAsync(site, unit, found, cancellationToken);
        if (site.Unit?.NoNewPrivileges == true || !Systemctl.SudoCanWork())
            LookForRules(site, project, found);
        else if (!site.IsForAnother) // What sudo lets that user do is not seen from here.
            await SudoRule.LookAsync(site, project.Units, project.RunsTemplate ? ["restart", "stop"] : ["restart"], found, cancellationToken);
    }

    private static async Task LookForAsync(Site site, string unit, Findings found, CancellationToken cancellationToken)
    {
        var answer = await Question.AskAsync(site.Commands, new Command("systemctl", ["show", "--property", "LoadState", "--value", "--", unit], "/"), cancellationToken);
        if (!answer.IsGood)
        {
            found.Error($"Whether there is a unit {unit} cannot be found out: {answer.Complaint}", unit, "does systemd run here? `systemctl status`");
        }
        else if (answer.Output.Trim() != "loaded")
        {
            found.Error(
                $"systemd has no unit {unit} that it can use: it is {answer.Output.Trim()}",
                unit,
                $"write {UnitName.File(unit)}, or name another one with `service_name:`; then sudo systemctl daemon-reload");
        }
        else
        {
            found.Ok($"systemd has the unit {unit}", unit);
        }
    }

    private static void LookForRules(Site site, Project project, Findings found)
    {
        if (site is { Account.IsRoot: true, IsForAnother: false })
            return; // Root needs none.
        foreach (var unit in project.Units)
        {
            if (Polkit.WhyAllowed(unit, site) is { } why)
                found.Ok(why, Polkit.Folder);
            else
                found.Warning($"sudo is forbidden, and no polkit rule can be seen that lets {site.ServiceUser} restart {unit}", Polkit.Folder, Polkit.Mend);
        }
    }
}
