using System.Collections.Immutable;
using PiDeployer.Projects;

namespace PiDeployer.Installation;

/// <summary>What a person has to do that no program can do for him.</summary>
internal static class Directions
{
    public static string AfterInstall(Place place, Account user, int port, bool isStarted, bool isTerminal)
    {
        var sudo = user.IsPerson ? "" : $"sudo -u {user.Name} ";
        var variables = EnvFile.Parse(File.ReadAllText(place.EnvFile), ImmutableDictionary<string, string>.Empty).Values;
        var at = variables.GetValueOrDefault("PUBLIC_URL")?.TrimEnd('/') ?? "https://your-address";
        return $"""

            {(isStarted ? $"It serves at http://{Environment.MachineName}:{port}/ and begins with the machine" : "It is installed; `sudo systemctl start pi-deployer` starts it")}. Next:

            1. A checkout of each project, which {user.Name} can pull without being asked. For a private repository {user.Name} needs a key:
                 {sudo}ssh-keygen -t ed25519 -N '' -f {user.Home}/.ssh/id_ed25519
                 {sudo}cat {user.Home}/.ssh/id_ed25519.pub      and enter that at the repository: Settings > Deploy keys
                 {sudo}git clone git@github.com:you/my-blog.git {user.Home}/my-blog
            2. The projects in {place.ProjectsFile}, in the place of the examples; then `sudo systemctl reload pi-deployer`.
               `{sudo}pi-deployer check` says what would keep one from being deployed.
            3. At GitHub, in the repository's Settings > Webhooks > Add webhook:
                 Payload URL    {at}/deploy
                 Content type   application/json
                 Secret         {Secret(place, variables, isTerminal)}
                 Events         Just the push event
               A Pi without a public address asks by itself: `poll: 60s` in {Path.GetFileName(place.ProjectsFile)}, and no webhook.
            """;
    }

    /// <summary>A file or a log that keeps the output is no place for it.</summary>
    private static string Secret(Place place, ImmutableDictionary<string, string> variables, bool isTerminal) =>
        variables.GetValueOrDefault(EnvSecrets.Webhook) is not { Length: > 0 } secret ? $"what {place.EnvFile} says"
        : isTerminal ? secret
        : $"what `sudo grep ^{EnvSecrets.Webhook}= {place.EnvFile}` shows";
}
