namespace PiDeployer.Tests.Infra;

/// <summary>A real terminal: a window of tmux with a server of its own, in which one command of bash runs. It stays open after the command's end, which it shows as <c>[exit 0]</c>.</summary>
internal sealed class TmuxWindow : IDisposable
{
    private readonly string socket = $"pi-deployer-{Guid.NewGuid():N}";

    /// <param name="folder">Where it runs.</param>
    /// <param name="command">For bash.</param>
    /// <param name="columns">How wide the window is.</param>
    public TmuxWindow(TempDirectory folder, string command, int columns = 100) => Tmux(
        "-f", "/dev/null", "-u", "new-session", "-d", "-x", $"{columns}", "-y", "30", "-c", folder.Path, "bash", "--norc", "-c", $"export LANG=C.UTF-8; {command}; echo \"[exit $?]\"; exec cat >/dev/null");

    /// <summary>What stands there, without the empty lines below it.</summary>
    public string Text => Tmux("capture-pane", "-p").TrimEnd();

    /// <summary>The same with escape sequences for its colours.</summary>
    public string Colored => Tmux("capture-pane", "-p", "-e").TrimEnd();

    public string LastLine => Text.Split('\n')[^1];

    public void Resize(int columns) => Tmux("resize-window", "-x", $"{columns}");

    public void Press(string key) => Tmux("send-keys", key);

    public Task ShowsAsync(string text) => Eventually.TrueAsync(() => Text.Contains(text, StringComparison.Ordinal), $"'{text}' in the window");

    public void Dispose() => Shell.TryRun("tmux", "-L", socket, "kill-server");

    private string Tmux(params string[] arguments) => Shell.Run("tmux", ["-L", socket, .. arguments]);
}
