using System.Collections.Immutable;
using PiDeployer.Pipelines.Git;
using PiDeployer.Projects;

namespace PiDeployer.Checks.Deployable;

/// <summary>Why a remote was no use, as told by what git and ssh say, in English, as they have done for many years.</summary>
/// <param name="Signs">Words by which it is known.</param>
/// <param name="What">In a sentence; <c>{user}</c>, <c>{host}</c>, <c>{path}</c> and <c>{repo}</c> are filled in.</param>
/// <param name="Mend">The same.</param>
internal sealed record RemoteTrouble(ImmutableArray<string> Signs, string What, string Mend)
{
    /// <summary>The first that fits counts: ssh says the cause first, and git its own guess after it.</summary>
    private static readonly ImmutableArray<RemoteTrouble> Known =
    [
        new(["REMOTE HOST IDENTIFICATION HAS CHANGED"],
            "The remote's host key is another one than {user} knows",
            "if the forge says that it has a new one, as {user}: ssh-keygen -R {host} && ssh -T git@{host}"),
        new(["Host key verification failed", "No ECDSA host key is known", "No ED25519 host key is known", "No RSA host key is known"],
            "{user} does not know the remote's host key yet",
            "connect once as {user}, and compare the fingerprint with the one that the forge publishes: ssh -T git@{host}"),
        new(["Permission denied (publickey"],
            "The remote does not accept the SSH key of {user}",
            "add the public key as a deploy key of {repo} (read access is enough); `ssh-keygen -t ed25519` makes one, `cat ~/.ssh/*.pub` as {user} shows it"),
        new(["Could not resolve host", "Name or service not known", "Temporary failure in name resolution"],
            "The name {host} cannot be looked up",
            "is the network up, and the name right? `getent hosts {host}` asks for it"),
        new(["Connection timed out", "Operation timed out", "Connection refused", "Network is unreachable", "No route to host", "Failed to connect"],
            "The remote's server cannot be reached",
            "is the network up, and the server? As {user}: git -C {path} ls-remote"),
        new(["could not read Username", "could not read Password", "terminal prompts disabled", "Authentication failed", "Permission denied (", "HTTP Basic: Access denied", "returned error: 401", "returned error: 403"],
            "The remote wants a login",
            "take SSH with a deploy key: git -C {path} remote set-url origin git@{host}:{repo}.git ; or set up a credential helper as {user}"),
        new(["epository not found", "not found", "does not appear to be a git repository", "does not exist", "returned error: 404"],
            "The remote has no such repository, or hides it from {user}",
            "see whether the address is right: git -C {path} remote -v ; a private repository needs a deploy key of its own"),
        new(["certificate", "SSL"],
            "The remote's certificate is not accepted",
            "is the clock right? Else as {user}: git -C {path} ls-remote"),
    ];

    private string? Complaint { get; init; }

    public static RemoteTrouble Of(CommandAnswer answer) =>
        Known.FirstOrDefault(trouble => trouble.Signs.Any(sign => answer.Errors.Contains(sign, StringComparison.OrdinalIgnoreCase)))
        ?? new RemoteTrouble([], "The remote cannot be asked", "as {user}: git -C {path} ls-remote") { Complaint = answer.Complaint };

    /// <param name="where">The address as it may be shown.</param>
    /// <param name="address">As git has it.</param>
    /// <param name="account">Who asked.</param>
    /// <param name="project">Whose remote it is.</param>
    /// <param name="found">Gets the finding.</param>
    public void Report(string where, string address, RunningUser account, Project project, Findings found)
    {
        var host = GitRemote.HostOf(address) is { Length: > 0 } name ? name : "the server";
        found.Error($"{Filled(What)}{(Complaint is { Length: > 0 } complaint ? $": {complaint}" : "")}", where, Filled(Mend));

        string Filled(string text) => text.Replace("{user}", account.Name, StringComparison.Ordinal).Replace("{host}", host, StringComparison.Ordinal)
            .Replace("{path}", project.Path, StringComparison.Ordinal).Replace("{repo}", $"{project.Repository}", StringComparison.Ordinal);
    }
}
