using System.Globalization;
using System.Text;
using PiDeployer.Deployments;
using PiDeployer.Projects;
using PiDeployer.Values;

namespace PiDeployer.Notifications;

/// <summary>What Telegram shows of a deployment, in its HTML. Every text is cut before it is escaped, so that no cut goes through an entity.</summary>
internal static class TelegramMessage
{
    /// <summary>Of the output that led to a failure; in characters.</summary>
    public const int TailLength = 500;

    private const int LongestLine = 200;
    private const int LongestError = 1000;

    public static string Of(DeploymentEvent happened) => happened switch
    {
        DeploymentEvent.Started(var deployment, var project) => Triggered(deployment, project),
        DeploymentEvent.Finished(var deployment, var result) => Finished(deployment, result),
        _ => throw new ArgumentOutOfRangeException(nameof(happened), happened, null),
    };

    /// <summary>The same without markup, for a Telegram that could not read it.</summary>
    public static string WithoutMarkup(string html)
    {
        var text = new StringBuilder();
        var inTag = false;
        foreach (var c in html)
        {
            if (c is '<' or '>')
                inTag = c == '<';
            else if (!inTag)
                text.Append(c);
        }

        return text.Replace("&lt;", "<").Replace("&gt;", ">").Replace("&quot;", "\"").Replace("&amp;", "&").ToString();
    }

    private static string Triggered(Deployment deployment, Project project) =>
        $"🚀 <b>{Escape(deployment.Subject)}</b>: {(deployment.Trigger == DeploymentTrigger.Rollback ? "rollback" : "deployment")} triggered{What(deployment, project)}{About(deployment.Commit)}";

    /// <summary>Where nothing is pulled, there is no branch to tell of.</summary>
    private static string What(Deployment deployment, Project project) => deployment.Update is { } update ? update.Image is { } image ? $"\nImage: <code>{Escape(First(image.Value, LongestLine))}</code>" : ""
        : project.Repository is not null ? $"\n{Target(project.Target(deployment.Ref))}"
        : "";

    private static string Target(GitRef? target) => target switch
    {
        GitRef.Branch(var branch) => $"Branch: <code>{Escape(branch.Value)}</code>",
        GitRef.Tag(var tag) => $"Tag: <code>{Escape(tag)}</code>",
        _ => "Branch: not said",
    };

    private static string Finished(Deployment deployment, DeploymentResult result)
    {
        var name = $"<b>{Escape(deployment.Subject)}</b>";
        var seconds = string.Create(CultureInfo.InvariantCulture, $"{result.Duration.TotalSeconds:0.0} s");
        var headline = result.State switch
        {
            DeploymentState.Succeeded => $"✅ {name}: deployed in {seconds}",
            DeploymentState.Failed => $"❌ {name}: deployment failed after {seconds}",
            DeploymentState.TimedOut => $"⏰ {name}: deployment timed out after {seconds}",
            DeploymentState.Cancelled => $"✋ {name}: deployment cancelled after {seconds}",
            DeploymentState.Interrupted => $"⚠️ {name}: deployment interrupted after {seconds}",
            DeploymentState.RolledBack when result.Succeeded => $"↩️ {name}: rolled back in {seconds}",
            DeploymentState.RolledBack => $"↩️ {name}: deployment failed, rolled back after {seconds}",
            DeploymentState.RollbackFailed => $"🔥 {name}: ROLLBACK FAILED after {seconds}, it needs you",
            _ => throw new ArgumentOutOfRangeException(nameof(result), result.State, null),
        };
        return result.Succeeded ? headline + About(result.Commit) : headline + About(result.Commit) + Failure(result);
    }

    private static string Failure(DeploymentResult result)
    {
        var error = result.Error is null ? "" : $"\n{Escape(First(result.Error, LongestError))}";
        return result.Tail.Length == 0 ? error : $"{error}\n<pre>{Escape(Last(result.Tail, TailLength))}</pre>";
    }

    private static string About(Commit? commit)
    {
        if (commit is null)
            return "";
        var id = $"<code>{commit.Id.Short}</code>";
        var link = commit.Url is null ? id : $"<a href=\"{Escape(commit.Url.AbsoluteUri)}\">{commit.Id.Short}</a>";
        var author = commit.Author.Length == 0 ? "" : $" by {Line(commit.Author)}";
        return $"\nCommit: {link}{author}\n{Line(commit.Message)}";
    }

    /// <summary>The first line of what a stranger wrote, and nothing in it that could look like a line of ours.</summary>
    private static string Line(string text) => Escape(First(Characters.Kept(text.Split('\n')[0], c => !char.IsControl(c)).TrimEnd(), LongestLine));

    private static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal)
        .Replace("\"", "&quot;", StringComparison.Ordinal);

    private static string First(string text, int length) =>
        text.Length <= length ? text : $"{text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)]}…";

    private static string Last(string text, int length) =>
        text.Length <= length ? text : text[(char.IsLowSurrogate(text[^length]) ? text.Length - length + 1 : text.Length - length)..];
}
