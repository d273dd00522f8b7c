namespace PiDeployer.Tests.Infra;

/// <summary>What an image does once it runs. There is nothing in it but a static busybox and a page.</summary>
internal sealed record AppImage
{
    private const string Serve = "/bin/busybox httpd -p 8080 -h /www";
    private const string Ask = "/bin/busybox wget -q -O /dev/null http://127.0.0.1:8080/";

    /// <summary>What it answers on port 8080; null for 404 to everything.</summary>
    public string? Page { get; private init; }

    /// <summary>A program in it, as <c>/serve</c>; null for none.</summary>
    public string? Script { get; private init; }

    /// <summary>Lines for <c>docker import --change</c>.</summary>
    public IReadOnlyList<string> Changes { get; private init; } = [];

    /// <summary>So much noise is in it too, which no compression makes smaller.</summary>
    public int Kilobytes { get; private init; }

    public static AppImage Serving(string? page) => new() { Page = page, Changes = [Runs($"echo at your service; exec {Serve} -f")] };

    /// <summary>It answers every method, keeps connections open, and takes three seconds for <c>/slow</c>. When it is ended, it is gone at once, with what it was busy with.</summary>
    public static AppImage Answering(string version) => new()
    {
        Script = $$"""
            #!/bin/busybox sh
            # One connection, for as many requests as the client wants.
            close='Connection: close\r\n'
            while read -r method path protocol; do
              length=0 last=
              case $protocol in HTTP/1.1*) ;; *) last=$close ;; esac
              while IFS=': ' read -r name value; do
                value=${value%$'\r'}
                case $name in
                  [Cc]ontent-[Ll]ength) length=$value ;;
                  [Cc]onnection) [ "$value" != close ] || last=$close ;;
                  $'\r') break ;;
                esac
              done
              # A body of one line, for which no other program is started.
              [ "$length" = 0 ] || IFS= read -r -n "$length" body
              case $path in /slow*) /bin/busybox sleep 3 ;; esac
              printf "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n${last}Content-Length: {{version.Length}}\r\n\r\n{{version}}"
              [ -z "$last" ] || break
            done
            """,
        Changes = [Runs($"exec /bin/busybox nc -{new string('l', 64)} -p 8080 -e /serve")],
    };

    /// <summary>The engine finds it healthy after a second.</summary>
    public static AppImage Healthy(string page) => Checked(page, Ask);

    /// <summary>It serves, and the engine finds it unhealthy after two seconds.</summary>
    public static AppImage NeverHealthy(string page) => Checked(page, "exit 1");

    /// <summary>When it is asked to end, it says so and takes three seconds.</summary>
    public static AppImage SlowToEnd(string page) => new() { Page = page, Changes = [Runs($"trap 'echo about to end; /bin/busybox sleep 3; exit 0' TERM; {Serve} -f & wait")] };

    /// <summary>When it is asked to end, it waits for a file <c>/end</c>, and goes on serving until then.</summary>
    public static AppImage HeldAtEnd(string page) => new() { Page = page, Changes = [Runs($"trap 'while [ ! -e /end ]; do /bin/busybox sleep 0.1; done; exit 0' TERM; {Serve} -f & wait")] };

    /// <summary>It ends with code 3 at once.</summary>
    public static AppImage Exiting() => new() { Changes = [Runs("echo no database >&2; exit 3")] };

    /// <summary>The same, before anybody could take it for up: until it is checked, which takes longer than it lives, an engine says that it is starting.</summary>
    public static AppImage ExitingAtStart()
    {
        var exiting = Exiting();
        return exiting with { Changes = [.. exiting.Changes, Check("exit 0")] };
    }

    /// <summary>A job, done at once. It has the health check of an application, as jobs have that come with one.</summary>
    public static AppImage Finishing() => new() { Changes = [Runs("echo done"), Check("exit 1")] };

    /// <summary>It serves for a second and ends with code 3. It is the compose file's <c>restart</c> that has this happen again and again.</summary>
    public static AppImage Crashing(string page) => new() { Page = page, Changes = [Runs($"{Serve}; /bin/busybox sleep 1; echo out of luck >&2; exit 3")] };

    /// <summary>One whose pull takes time, from a <see cref="LocalRegistry"/> behind a slow line.</summary>
    public static AppImage Large(string page, int kilobytes) => Serving(page) with { Kilobytes = kilobytes };

    private static AppImage Checked(string page, string check)
    {
        var serving = Serving(page);
        return serving with { Changes = [.. serving.Changes, Check(check)] };
    }

    private static string Check(string script) => $"""HEALTHCHECK --interval=1s --timeout=5s --retries=2 CMD ["/bin/busybox", "sh", "-c", "{script}"]""";

    private static string Runs(string script) => $"""CMD ["/bin/busybox", "sh", "-c", "{script}"]""";
}
