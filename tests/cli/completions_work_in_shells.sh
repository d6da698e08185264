#!/bin/sh
# SPDX-License-Identifier: MIT
# bash, zsh and fish complete commands, verbs, options, values and files with what the build made for them.
. "$SOURCE_DIR/tests/lib/tap.sh"
files=$BUILD_DIR/man
cd "$work" || exit 1
touch 'a report.xml'
names=$("$DMARCSTAT" help | awk '/^(Questions|Commands)/ { on = 1; next } /^$/ { on = 0 } on && $1 !~ /^-/ { print $1 }' | sort)
formats='csv html json markdown ndjson text tsv'

# proposed WORD...: what the shell $shell proposes for the last word, sorted, on one line
proposed() {
  case $shell in
  bash) bash --norc --noprofile -c '
    source "$0"
    COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
    _dmarcstat
    printf "%s\n" "${COMPREPLY[@]}"' "$files/dmarcstat.bash" "$@" ;;
  fish)
    command=$1
    shift
    for word in "$@"; do # in quotes, but for the last
      command="$command $word"
    done
    # shellcheck disable=SC2016 # fish expands them
    HOME=$work fish --no-config -c 'source $argv[1]; complete -C $argv[2] | string replace -r "\t.*" ""' \
      "$files/dmarcstat.fish" "$command"
    ;;
  zsh) zsh_complete "$@" ;;
  esac | sed 's/ $//' | sort -u | sed '/^$/d' | paste -sd' '
}

# As from a terminal: zsh completes nowhere else. A pseudo terminal of its own; the list is read between two marks.
zsh_complete() {
  zsh -f -c '
    zmodload zsh/zpty
    zpty -b shell zsh -f -i
    zpty -w shell "PS1= PROMPT_SP= ; unsetopt prompt_sp zle_bracketed_paste; stty cols 400; cd $PWD"
    zpty -w shell "fpath=($1 \$fpath); autoload -U compinit; compinit -u -d $PWD/zcompdump"
    zpty -w shell "zstyle \":completion:*\" list-separator \"\"; setopt list_rows_first; LISTMAX=1000"
    # each match is handed to compadd, which we write down instead
    zpty -w shell "compadd() { local -a m; builtin compadd -O m \"\$@\"; print -rl -- \$m >>$PWD/matches; builtin compadd \"\$@\" }"
    zpty -w shell "finished() { touch $PWD/done }; zle -N finished; bindkey ^X finished; : >$PWD/ready"
    for i in {1..150}; do [[ -e ready ]] && break; sleep 0.1; done
    rm -f matches done ready
    zpty -n -w shell "${(j: :)@[2,-1]}"$'"'\\t\\x18'"'
    for i in {1..150}; do [[ -e done ]] && break; sleep 0.1; done
    zpty -d shell
  ' zsh "$files" "$@" >/dev/null 2>&1
  cat matches 2>/dev/null
}

for shell in bash fish zsh; do
  if ! command -v "$shell" >/dev/null; then
    echo "# $shell is not installed: it is left out"
    continue
  fi
  check "${shell}_completes_all_names" "" "$(proposed dmarcstat '' | tr ' ' '\n' | sort >all; echo "$names" | comm -23 - all)"
  check "${shell}_completes_a_name" "top-failures" "$(proposed dmarcstat top)"
  check "${shell}_completes_names_for_help" "fetch" "$(proposed dmarcstat help fet)"
  check "${shell}_completes_verbs" "check example" "$(proposed dmarcstat config '')"
  check_like "${shell}_completes_options" "*--config*--dry-run*--watch*" "$(proposed dmarcstat fetch --)"
  check "${shell}_completes_values" "$formats" "$(proposed dmarcstat summary --format '')"
  check_like "${shell}_completes_files" "*a?report.xml*" "$(proposed dmarcstat ingest 'a' | tr -d "\\\\")"
done

finish
