# shellcheck shell=bash disable=SC2154
# Sourced by test.sh: version 2 of Docker Compose, which Debian has since trixie.

has_compose() { docker compose version >/dev/null 2>&1; }

install_compose() {
  ! has_compose || return 0
  # A machine that has Docker's own packages never gets here; Ubuntu's name is another.
  local package
  for package in docker-compose-v2 docker-compose; do
    case $(apt-cache policy "$package" | awk '/Candidate:/ { print $2 }') in
      '' | '(none)' | 1.*) ;;
      *) install_packages "$package" && has_compose && return 0 ;;
    esac
  done
  compose_from_next_suite && has_compose
}

# The plugin is one program that runs on the older suite too, so it is taken out of its package, and apt's own state stays as it is.
compose_from_next_suite() {
  [ "$(. /etc/os-release && echo "${VERSION_CODENAME:-}")" = bookworm ] || return 1
  echo 'Taking Docker Compose from Debian trixie'
  local folder=$work/compose
  mkdir -p "$folder/lists/partial" "$folder/parts" "$folder/tree"
  if [ -e /etc/apt/sources.list.d/debian.sources ]; then
    awk 'BEGIN { RS = ""; ORS = "\n\n" } /\nSuites:[^\n]* ?bookworm( |\n)/ { sub(/\nSuites:[^\n]*/, "\nSuites: trixie"); print }' \
      /etc/apt/sources.list.d/debian.sources >"$folder/parts/next.sources"
  else
    sed -nE 's/^(deb .*) bookworm (.*)$/\1 trixie \2/p' /etc/apt/sources.list >"$folder/parts/next.list"
  fi
  local options=(-qq -o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$folder/parts" -o "Dir::State::lists=$folder/lists"
    -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o APT::Sandbox::User=root)
  with_patience apt-get "${options[@]}" update &&
    (cd "$folder" && with_patience apt-get "${options[@]}" download docker-compose) &&
    dpkg -x "$folder"/docker-compose_*.deb "$folder/tree" &&
    install -D -m 755 "$folder/tree/usr/libexec/docker/cli-plugins/docker-compose" /usr/libexec/docker/cli-plugins/docker-compose
}
