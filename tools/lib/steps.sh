# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# steps: what the commands in tools/ have in common. The caller sets `self` ("tools/demo"), `root` (the checkout) and
# `log` (the file for the details), and calls steps_begin first.
: "${self:?}" "${root:?}" "${log:?}"

# refuse CODE SENTENCE...: the end, with one sentence (further ones on lines of their own)
refuse() {
  refuse_code=$1
  printf '%s: %s\n' "$self" "$2" >&2
  shift 2
  [ $# -eq 0 ] || printf '%s\n' "$@" >&2
  exit "$refuse_code"
}

# quoted TEXT: as one word for a shell, in quotes only where needed
quoted() {
  case $1 in
    '' | *[!A-Za-z0-9_./:@%+,-]*) printf "'%s'" "$(printf '%s' "$1" | sed "s/'/'\\\\''/g")" ;;
    *) printf '%s' "$1" ;;
  esac
}

owner_of() {
  # shellcheck disable=SC2012 # stat(1) differs between systems, ls -n does not
  ls -ldn "$1" | awk '{ print $3 }'
}

# Under sudo, what was made belongs to whoever the checkout belongs to.
steps_end() {
  steps_stop_counting
  if [ "$(id -u)" -eq 0 ] && [ -n "${SUDO_UID:-}" ] && [ "$(owner_of "$root")" = "$SUDO_UID" ]; then
    chown -R -h "$SUDO_UID:${SUDO_GID:-}" "$root/build" || :
  fi
}

# steps_begin FOLDER...: there is a log that can be written, and so can these parts of build/, where they exist
steps_begin() {
  [ "$(uname -s)" = Linux ] || refuse 69 "dmarcstat needs Linux, because its jail is made of seccomp and Landlock."
  mkdir -p "$root/build" 2>/dev/null || refuse 73 "cannot make the folder $root/build. Whose is $root?"
  for steps_folder in "$root/build" "$@" "$log"; do
    [ ! -e "$steps_folder" ] || [ -w "$steps_folder" ] ||
      refuse 73 "$steps_folder cannot be written; somebody else has built here. To make it yours, type:" \
        "  sudo chown -R $(id -un) $(quoted "$root/build")"
  done
  : >"$log"
  steps_counter=
  trap steps_end EXIT
  trap 'echo; exit 130' INT
  trap 'exit 143' TERM
}

# Shows on a terminal how far ninja is, once a second, while a step runs.
steps_start_counting() {
  if [ ! -t 1 ] || [ "${TERM:-dumb}" = dumb ]; then
    return 0
  fi
  (
    trap - INT TERM EXIT
    while sleep 1 && kill -0 $$ 2>/dev/null; do
      steps_done=$(tail -n 1 "$log" | sed -n 's|^\[\([0-9]*\)/\([0-9]*\)\].*|\1 of \2|p')
      printf '\r%s ... %s\033[K' "$1" "$steps_done"
    done
  ) &
  steps_counter=$!
}

steps_stop_counting() {
  [ -n "${steps_counter:-}" ] || return 0
  kill "$steps_counter" 2>/dev/null || :
  wait "$steps_counter" 2>/dev/null || :
  steps_counter=
  printf '\r\033[K'
}

# step NAME COMMAND...: one line of progress, the command's output in the log; the end when it fails
step() {
  step_name=$1
  shift
  printf '%s ... ' "$step_name"
  printf '== %s: %s\n' "$step_name" "$*" >>"$log"
  step_began=$(date +%s)
  step_code=0
  steps_start_counting "$step_name"
  ("$@") >>"$log" 2>&1 </dev/null || step_code=$?
  if [ -n "$steps_counter" ]; then
    steps_stop_counting
    printf '%s ... ' "$step_name"
  fi
  if [ "$step_code" -eq 0 ]; then
    printf 'done in %s s\n' "$(($(date +%s) - step_began))"
    return 0
  fi
  echo failed
  {
    printf '%s: "%s" failed. The last lines of %s:\n' "$self" "$step_name" "$log"
    tail -n 20 "$log" | sed 's/^/  /'
  } >&2
  exit "$step_code"
}

# configure_and_build PRESET: as CMakePresets.json says
configure_and_build() {
  build_cache=$root/build/$1/CMakeCache.txt
  build_fresh=
  # made where the checkout was before it was moved
  if [ -f "$build_cache" ] && ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$build_cache"; then
    build_fresh=--fresh
  fi
  # shellcheck disable=SC2086 # no option at all when empty
  (cd "$root" && cmake --preset "$1" $build_fresh && cmake --build "build/$1")
}
