namespace PiDeployer.Tests.Infra;

/// <summary>
/// What deployments' scripts write down themselves: a line when they begin and one when they end, in a file of their project. Whoever begins while another one of the
/// project lives says so.
/// </summary>
internal sealed class ScriptBook
{
    private readonly TempDirectory folder;

    /// <param name="folder">Gets a script of its own, and <c>book/</c>.</param>
    /// <param name="failing">The project whose script fails every other time.</param>
    public ScriptBook(TempDirectory folder, string failing)
    {
        this.folder = folder;
        Directory.CreateDirectory(folder.File("book"));

        // A process that has ended, but that nobody has asked about yet, has no environment; neither has another one with its number this one's.
        Script = folder.WriteScript("write-down.sh", $$"""
            book={{folder.Path}}/book/$DEPLOYER_PROJECT_NAME me=$DEPLOYER_DEPLOY_ID
            if ! mkdir "$book.lock" 2>/dev/null; then
              owner='' && read -r owner id 2>/dev/null < "$book.lock/owner"
              if [ -n "$owner" ] && grep -qsz "^DEPLOYER_DEPLOY_ID=$id$" "/proc/$owner/environ"; then echo "OVERLAP $me $id" >> "$book"; fi
            fi
            echo "$$ $me" > "$book.lock/owner"
            echo "start $me $EPOCHREALTIME" >> "$book"
            if ((RANDOM % 2)); then echo "half way"; fi
            sleep "0.0$((RANDOM % 7))"
            if ((RANDOM % 8 == 0)); then sleep 1; fi
            echo "end $me $EPOCHREALTIME" >> "$book"
            rm -r "$book.lock"
            [ "$DEPLOYER_PROJECT_NAME" != {{failing}} ] || ((RANDOM % 2))
            """);
    }

    public string Script { get; }

    /// <summary>How many scripts of the project ran to their end.</summary>
    public int Ends(string project) => Lines(project).Count(line => line.StartsWith("end ", StringComparison.Ordinal));

    /// <summary>A script that was killed has no end. One that writes its end after another one's start was there at the same time.</summary>
    public void ShouldShowNoOverlap(string project)
    {
        var running = "";
        foreach (var line in Lines(project))
        {
            var words = line.Split(' ');
            if (words[0] == "end")
                words[1].ShouldBe(running, $"two of {project} overlapped");
            else
                words[0].ShouldBe("start", $"{project}: {line}");
            running = words[1];
        }
    }

    private string[] Lines(string project) => File.Exists(folder.File($"book/{project}")) ? File.ReadAllLines(folder.File($"book/{project}")) : [];
}
