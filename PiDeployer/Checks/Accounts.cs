using PiDeployer.Values;

namespace PiDeployer.Checks;

/// <summary>The users and groups of this machine's own files; those of a directory server are known by their numbers only.</summary>
internal static class Accounts
{
    private const string Users = "/etc/passwd";
    private const string Groups = "/etc/group";

    public static string UserName(string id) => Find(Users, fields => fields is [_, _, var number, ..] && number == id) is [var name, ..] ? name : id;

    public static string GroupName(string id) => Find(Groups, fields => fields is [_, _, var number, ..] && number == id) is [var name, ..] ? name : id;

    /// <summary>Whether the files have the user in the group, also if that was done after the user had logged in.</summary>
    public static bool IsMember(string user, string groupId) => Find(Groups, fields => fields is [_, _, var number, var members] && number == groupId && members.Split(',').Contains(user)) is not null;

    /// <summary>All whom the files have in a group, by their names.</summary>
    public static IEnumerable<string> Members(string groupId) =>
        All(Users, fields => fields is [_, _, _, var first, ..] && first == groupId).Select(fields => fields[0])
            .Concat(All(Groups, fields => fields is [_, _, var number, _] && number == groupId).SelectMany(fields => fields[3].Split(',', StringSplitOptions.RemoveEmptyEntries)));

    private static string[]? Find(string file, Func<string[], bool> isIt) => All(file, isIt).FirstOrDefault();

    private static string[][] All(string file, Func<string[], bool> areThey)
    {
        try
        {
            return [.. File.ReadLines(file).Select(line => line.Split(':')).Where(areThey)];
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            return [];
        }
    }
}
