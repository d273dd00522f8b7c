using System.Collections.Immutable;

namespace PiDeployer.Cli.CommandLine;

/// <summary>
/// What <c>completion</c> prints. The scripts know nothing themselves: they ask <c>pi-deployer complete</c>, which answers with a word a line, after a tab what it is; or
/// with <c>:files</c> or <c>:folders</c>, which the shells do better.
/// </summary>
internal static class CompletionScripts
{
    public const string Files = ":files";
    public const string Folders = ":folders";

    private const string Bash = """
        # bash completion for pi-deployer
        _pi_deployer() {
          local line current=${COMP_WORDS[COMP_CWORD]}
          [ "$current" != = ] || current=
          COMPREPLY=()
          while IFS=$'\t' read -r line _; do
            case $line in
              :files) compopt -o default ;;
              :folders) compopt -o dirnames ;;
              "$current"*) COMPREPLY+=("$line") ;;
            esac
          done < <("${COMP_WORDS[0]}" complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
        }
        complete -F _pi_deployer pi-deployer
        """;

    private const string Zsh = """
        #compdef pi-deployer
        _pi_deployer() {
          local -a lines
          lines=("${(@f)$("${words[1]}" complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)}")
          case $lines[1] in
            :files) _files ;;
            :folders) _files -/ ;;
            ?*) lines=("${(@)lines//:/\\:}"); lines=("${(@)lines/$'\t'/:}"); _describe pi-deployer lines ;;
          esac
        }
        if [[ $funcstack[1] == _pi-deployer ]]; then _pi_deployer "$@"; else compdef _pi_deployer pi-deployer; fi
        """;

    private const string Fish = """
        # fish completion for pi-deployer
        function __pi_deployer_complete
          set -l words (commandline -opc)
          set -l current (commandline -ct)
          set -l lines ($words[1] complete -- $words[2..] "$current" 2>/dev/null)
          switch "$lines[1]"
            case :files
              __fish_complete_path "$current"
            case :folders
              __fish_complete_directories "$current"
            case '*'
              string join \n -- $lines
          end
        end
        complete -c pi-deployer -f -a '(__pi_deployer_complete)'
        """;

    public static ImmutableArray<string> Shells { get; } = ["bash", "zsh", "fish"];

    /// <summary>Null for a shell that there is not.</summary>
    public static string? For(string shell) => shell switch
    {
        "bash" => Bash,
        "zsh" => Zsh,
        "fish" => Fish,
        _ => null,
    };
}
