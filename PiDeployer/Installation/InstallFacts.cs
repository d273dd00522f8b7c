using System.Collections.Immutable;
using PiDeployer.Values;

namespace PiDeployer.Installation;

/// <summary>What there is on the machine before anything is done.</summary>
internal sealed record InstallFacts
{
    public required bool IsRoot { get; init; }

    public required bool HasSystemd { get; init; }

    /// <summary>This program, to be installed; null when it is not one file that could be copied.</summary>
    public required string? Self { get; init; }

    public required Place Place { get; init; }

    /// <summary>What the service shall run as.</summary>
    public required string User { get; init; }

    /// <summary>Null when there is no such user yet.</summary>
    public required Account? Account { get; init; }

    /// <summary>There is a docker on the machine, and the user may not use it yet.</summary>
    public required bool LacksDocker { get; init; }

    /// <summary>Null when none is installed.</summary>
    public required string? Unit { get; init; }

    public required InstalledProgram Program { get; init; }

    public required bool HasFolder { get; init; }

    /// <summary>Whose folder it is, when that is not ours: a file in it.</summary>
    public required string? Stranger { get; init; }

    /// <summary>Where the link leads to; empty for something that is no link, null when there is nothing.</summary>
    public required string? Link { get; init; }

    public required bool IsEnabled { get; init; }

    public required bool IsActive { get; init; }

    public required ListenAddress Address { get; init; }

    public required bool IsPortTaken { get; init; }

    /// <summary>Why somebody else than root could change the program, and how to mend that.</summary>
    public required ImmutableArray<string> Insecure { get; init; }

    /// <summary>Files for people that the service's user may not read yet.</summary>
    public required ImmutableArray<string> Unreadable { get; init; }

    /// <summary>Of the files that make the unit the stricter one; none where that is not wanted.</summary>
    public required Hardening Hardening { get; init; }

    /// <summary>Of the files that people fill in.</summary>
    public required Plan Files { get; init; }

    /// <param name="options">What was asked.</param>
    /// <param name="self">This program's file; null when it is not one.</param>
    /// <param name="caller">Who called sudo; null when nobody did.</param>
    /// <param name="machine">To ask.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<InstallFacts> FindAsync(InstallOptions options, string? self, string? caller, Machine machine, CancellationToken cancellationToken)
    {
        var service = new Service(machine, TimeProvider.System);
        var unit = await UnitFile.ReadAsync(cancellationToken);
        var place = new Place(options.Directory ?? UnitFile.Folder(unit) ?? Place.Usual);
        var person = caller is null ? null : await Account.FindAsync(machine, caller, cancellationToken);
        var user = options.User ?? await UserOfAsync(service, unit, cancellationToken) ?? (person is { IsPerson: true } ? person.Name : Account.OurName);
        var account = await Account.FindAsync(machine, user, cancellationToken);
        var isActive = unit is not null && (await service.AskAsync("is-active", cancellationToken)).IsYes;
        var env = Environment.IsPrivilegedProcess ? SmallFile.ReadText(place.EnvFile, InitPlan.LargestEnvFile) : null;
        var variables = ServiceVariables.Of(env ?? "", await service.ShowAsync("Environment", cancellationToken));
        var address = ListenAddress.Of(variables);
        return new InstallFacts
        {
            IsRoot = Environment.IsPrivilegedProcess,
            HasSystemd = Directory.Exists("/run/systemd/system"),
            Self = self,
            Place = place,
            User = user,
            Account = account,
            LacksDocker = (await machine.AskAsync("getent", ["group", "docker"], cancellationToken)).IsYes && !await Account.MayUseDockerAsync(machine, user, cancellationToken),
            Unit = unit,
            Program = self is null || !File.Exists(place.Program) ? InstalledProgram.None
                : !File.Exists(place.Trial) && SameContent.Of(self, place.Program) ? InstalledProgram.Same
                : InstalledProgram.Other,
            HasFolder = Directory.Exists(place.Directory),
            Stranger = Inhabitants.Stranger(place),
            Link = Links.TargetOf(Place.Link) ?? (Path.Exists(Place.Link) ? "" : null),
            IsEnabled = unit is not null && (await service.AskAsync("is-enabled", cancellationToken)).IsYes,
            IsActive = isActive,
            Address = address,
            IsPortTaken = !isActive && address.IsTaken(),
            Insecure = RootsOnly.ProblemsOf(place),
            Unreadable = account is null ? [] : Inhabitants.Unreadable(place, account.Owner),
            Hardening = Hardening.Find(options, place, user, variables),
            Files = InitPlan.Make(place),
        };
    }

    /// <summary>Whom it runs as already, also where <c>systemctl edit</c> says so.</summary>
    private static async Task<string?> UserOfAsync(Service service, string? unit, CancellationToken cancellationToken) =>
        UnitFile.Folder(unit) is null ? null : await service.ShowAsync("User", cancellationToken) is { Length: > 0 } user ? user : UnitFile.Value(unit, "User");
}
