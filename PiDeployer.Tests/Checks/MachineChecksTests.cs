using PiDeployer.Checks;
using PiDeployer.Checks.Machine;
using PiDeployer.Processes;
using PiDeployer.Tests.Infra;

namespace PiDeployer.Tests.Checks;

public sealed class MachineChecksTests : IDisposable
{
    private const long Mebibyte = 1024 * 1024;

    private static readonly DateTimeOffset Now = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly CheckRig rig = new();

    [Theory]
    [InlineData(true, 0, "ok", "The clock says 2026-05-01 12:00 UTC, and is set by others")]
    [InlineData(null, 0, "ok", "The clock says 2026-05-01 12:00 UTC")]
    [InlineData(false, 0, "warning", "Nobody sets the clock by another one")]
    [InlineData(true, 1, "ok", "is set by others")]
    [InlineData(true, 60, "error", "The clock is wrong: it says 2026-05-01 12:00 UTC, and the record was written 2026-05-01 13:00 UTC")]
    [InlineData(false, 60, "error", "The clock is wrong")]
    public void A_clock_is_wrong_when_something_was_written_later(bool? isSynchronised, int minutesAhead, string severity, string words)
    {
        var found = new Findings("clock", Redaction.None);

        WallTime.Judge(Now, [new("the program", "/bin/x", Now.AddDays(-3)), new("the record", "/history/shop.jsonl", Now.AddMinutes(minutesAhead))], isSynchronised, found);

        var finding = found.Close().ShouldHaveSingleItem();
        finding.Severity.ToName().ShouldBe(severity);
        finding.What.ShouldContain(words);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_record_from_the_future_shows_that_the_clock_is_wrong()
    {
        var record = rig.Write("deployer/state/history/shop.jsonl", "{}");
        File.SetLastWriteTimeUtc(record, DateTime.UtcNow.AddDays(1));
        (await rig.LookAsync()).Only("clock", Severity.Error, "the last record of a deployment was written").Where.ShouldBe(record);

        File.SetLastWriteTimeUtc(record, DateTime.UtcNow);
        (await rig.LookAsync()).Findings.ShouldNotContain(finding => finding.Check == "clock" && finding.Severity == Severity.Error);
    }

    [Theory]
    [InlineData(10_000, 100_000, 500, 1000, "ok", "10000 MiB of 97 GiB are free for logs")]
    [InlineData(1000, 1500, 500, 1000, "ok", "1000 MiB of 1500 MiB")]
    [InlineData(50_000, 2_000_000, 500, 1000, "ok", "48 GiB of")]
    [InlineData(400, 1500, 500, 1000, "warning", "The disk is nearly full: 400 MiB")]
    [InlineData(3000, 100_000, 500, 1000, "warning", "The disk is nearly full")]
    [InlineData(63, 100_000, 500, 1000, "error", "The disk is full: 63 MiB of 97 GiB are free for logs")]
    [InlineData(10_000, 100_000, 40, 1000, "warning", "little room for more files: 40 of 1000 inodes")]
    [InlineData(10_000, 100_000, 9, 1000, "error", "no room for more files: 9 of 1000 inodes")]
    [InlineData(10_000, 100_000, 0, 0, "ok", "are free")]
    public void A_disk_is_judged_by_what_is_left_and_by_what_part_of_it(long free, long total, long freeNames, long names, string severity, string words)
    {
        var found = new Findings("folders", Redaction.None);

        new DiskRoom(free * Mebibyte, total * Mebibyte, freeNames, names).Judge("logs", "/var/log", found);

        var finding = found.Close().ShouldHaveSingleItem();
        finding.Severity.ToName().ShouldBe(severity);
        finding.What.ShouldContain(words);
        (finding.Mend is null).ShouldBe(severity == "ok");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_small_disk_is_seen_to_be_full()
    {
        Assert.SkipUnless(SmallDisk.MissingReason is null, SmallDisk.MissingReason ?? "");
        using var disk = new SmallDisk(512);
        rig.Set("STATE_DIR", Path.Combine(disk.Path, "state"));

        (await rig.LookAsync()).Only("folders", Severity.Error, "The disk is full: 0 MiB of 0 MiB are free for what has to survive a restart").Where.ShouldBe(Path.Combine(disk.Path, "state"));
    }

    [Fact(Timeout = 180_000)]
    public async Task Git_is_there_in_a_version_that_knows_what_is_asked_of_it()
    {
        (await rig.LookAsync()).IsWell("git");

        rig.Program("git", "echo git version 2.20.1");
        (await rig.LookAsync()).Only("git", Severity.Warning, "git is version 2.20.1, and polling and paths need 2.29");

        rig.Program("git", "exit 1");
        rig.OnlyPrograms("setsid", "systemctl");
        File.Delete(Path.Combine(rig.Folder, "programs", "git"));
        (await rig.LookAsync()).Only("git", Severity.Error, "git cannot be started: git: not found in PATH").Mend.ShouldBe("sudo apt install git");
    }

    [Fact]
    public void Whoever_was_added_to_docker_s_group_after_logging_in_is_told_so()
    {
        var found = new Findings("docker", Redaction.None);
        var pi = new RunningUser("pi", "1000", ["1000", "27"]);

        DockerSocket.Refuse("/var/run/docker.sock", pi, "995", "docker", isMember: true, found);
        DockerSocket.Refuse("/var/run/docker.sock", pi, "995", "docker", isMember: false, found);

        var findings = found.Close();
        findings[0].What.ShouldBe("pi was added to the group docker, but this session began before that, so docker is closed to it");
        findings[0].Mend.ShouldBe("log out and in again; for the service: sudo systemctl restart pi-deployer");
        findings[1].What.ShouldBe("pi may not use docker: the socket is for the group docker");
        findings[1].Mend.ShouldBe("sudo usermod -aG docker pi, then log in again, or restart the service");
    }

    [Fact(Timeout = 180_000)]
    public async Task Docker_is_installed_runs_and_has_its_compose()
    {
        rig.Write("shop/compose.yaml", "services: { web: { image: shop } }");
        rig.Project("timeout: 60", "docker-compose");
        rig.Environment["DOCKER_HOST"] = "unix:///nowhere/docker.sock";
        (await rig.LookAsync()).Only("docker", Severity.Error, "has no socket there").Where.ShouldBe("/nowhere/docker.sock");

        rig.Environment["DOCKER_HOST"] = "tcp://127.0.0.1:9";
        rig.Program("docker", "echo 'Cannot connect to the Docker daemon' >&2; exit 1");
        (await rig.LookAsync()).Only("docker", Severity.Error, "Docker's daemon does not answer: Cannot connect to the Docker daemon");

        rig.Program("docker", """case $1 in info) printf '27.1.0\n/\n';; *) exit 1;; esac""");
        var bare = await rig.LookAsync();
        bare.Only("docker", Severity.Ok, "Docker 27.1.0 answers");
        bare.Only("docker", Severity.Error, "docker has no compose plugin");

        rig.Program("docker", """case $1 in info) printf '27.1.0\n/\n';; *) echo 1.29.2;; esac""");
        (await rig.LookAsync()).Only("docker", Severity.Error, "docker compose is version 1.29.2");

        File.Delete(Path.Combine(rig.Folder, "programs", "docker"));
        rig.OnlyPrograms("git", "setsid");
        (await rig.LookAsync()).Only("docker", Severity.Error, "docker is not installed");
    }

    [Fact(Timeout = 180_000)]
    public async Task A_real_engine_answers_with_its_compose_and_its_room()
    {
        Assert.SkipUnless(DockerImages.MissingReason is null, DockerImages.MissingReason ?? "");
        rig.Write("shop/compose.yaml", "services: { web: { image: shop } }");
        rig.Project("timeout: 60", "docker-compose");

        var answer = await rig.LookAsync();

        answer.IsWell("docker");
        answer.Only("docker", Severity.Ok, "docker compose ");
        answer.Only("compose", Severity.Ok, "Compose understands");
    }

    [Fact(Timeout = 180_000)]
    public async Task Podman_is_looked_for_where_a_project_has_it()
    {
        rig.Write("shop/compose.yaml", "services: { web: { image: shop } }");
        rig.Project("engine: podman", "compose-update");
        rig.Program("podman", """printf '4.3.1\n/\n'""");
        rig.Program("podman-compose", "exit 0");
        (await rig.LookAsync()).IsWell("podman");

        rig.Program("podman", "echo 'cannot clone' >&2; exit 125");
        (await rig.LookAsync()).Only("podman", Severity.Error, "podman does not answer: cannot clone");

        rig.OnlyPrograms("git", "setsid");
        File.Delete(Path.Combine(rig.Folder, "programs", "podman-compose"));
        (await rig.LookAsync()).Only("podman", Severity.Error, "podman-compose is not installed");
    }

    [Theory(Timeout = 180_000)]
    [InlineData("active true", "ok", "This machine is a manager of its swarm")]
    [InlineData("active false", "error", "only a worker of its swarm")]
    [InlineData("inactive false", "error", "`docker swarm init`")]
    public async Task Stacks_of_Swarm_s_need_a_manager(string state, string severity, string words)
    {
        rig.Project("timeout: 60", "swarm");
        rig.Environment["DOCKER_HOST"] = "tcp://127.0.0.1:9";
        rig.Program("docker", $"echo {state}");

        var answer = await rig.LookAsync();

        answer.Only("swarm", severity, words);
        answer.Only("compose", Severity.Error, "There is no compose file");
    }

    [Theory(Timeout = 180_000)]
    [InlineData("User=root UnitFileState=enabled", "service", "ok", "The service runs /bin/true as root")]
    [InlineData("User=pi UnitFileState=enabled", "identity", "warning", "These checks run as root, but the service runs as pi")]
    [InlineData("User=root UnitFileState=disabled", "service", "warning", "does not start with the machine")]
    [InlineData("User=root UnitFileState=enabled NeedDaemonReload=yes", "service", "warning", "systemd goes by the old one")]
    [InlineData("User=root UnitFileState=enabled NoNewPrivileges=yes", "service", "warning", "NoNewPrivileges forbids sudo, and shop has units to restart")]
    public async Task The_unit_is_looked_at_as_systemd_has_it(string properties, string check, string severity, string words)
    {
        rig.Project("timeout: 60", "systemd");
        rig.Program("systemctl", $"echo LoadState=loaded; echo 'ExecStart={{ path=/bin/true ; argv[]=/bin/true }}'; printf '%s\\n' {properties}");

        (await rig.LookAsync()).Only(check, severity, words);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_unit_whose_program_is_gone_is_told_of()
    {
        rig.Program("systemctl", "echo LoadState=loaded; echo 'ExecStart={ path=/nowhere/pi-deployer ; argv[]=x }'; echo UnitFileState=enabled");

        (await rig.LookAsync()).Only("service", Severity.Error, "The unit starts /nowhere/pi-deployer, which is not there");
    }

    [Fact(Timeout = 180_000)]
    public async Task The_folders_that_the_unit_gives_the_server_are_the_ones_that_are_looked_at()
    {
        var name = $"pi-deployer-test-{Guid.NewGuid():N}";
        rig.Program("systemctl", $"echo LoadState=loaded; echo WorkingDirectory={rig.Deployer}; echo StateDirectory={name}");

        (await rig.LookAsync()).Only("folders", Severity.Ok, "what has to survive").Where.ShouldBe($"/var/lib/{name}");
        Directory.Exists($"/var/lib/{name}").ShouldBeFalse("check makes nothing");
    }

    [Theory]
    [InlineData("git version 2.39.5", "2.39.5")]
    [InlineData("git version 2.39.5 (Apple Git-154)", "2.39.5")]
    [InlineData("v2.26.1-4", "2.26.1")]
    [InlineData("2.26.1+ds1", "2.26.1")]
    [InlineData("nothing", null)]
    public void A_version_is_found_in_what_programs_say(string text, string? version) => $"{ProgramVersion.In(text)}".ShouldBe(version ?? "");

    public void Dispose() => rig.Dispose();
}
