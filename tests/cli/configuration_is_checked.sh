#!/bin/sh
# SPDX-License-Identifier: MIT
# The configuration: what is wrong in it is told with its file and line, who may write to it is looked at, and what is
# said nearer to the command goes before what is said farther away.
. "$SOURCE_DIR/tests/lib/tap.sh"
d=$DMARCSTAT
c=$work/a.conf
users=$XDG_CONFIG_HOME/dmarcstat/dmarcstat.conf
mkdir -p "${users%/*}"

# -- check ---------------------------------------------------------------------------------------------------------------

run "$d" config check --no-config
check "nothing_is_fine" "0 The configuration is fine: no mailbox, no file was read." "$code $out$err"
cat >"$c" <<'END'
[mailbox main]
host = imap.example.org
usr = me
password_command = echo hunter2
tls = ssl
tls = imaps

[stores]
path = x
[ingest]
max_text = 2M
END
run "$d" config check --config "$c"
check "every_mistake_has_its_line" \
  "78: $c:1: [mailbox main] has no user
$c:3: there is no key 'usr' in [mailbox main]; did you mean user?
$c:5: tls: 'ssl' is none of imaps, starttls, none
$c:6: tls is here for the second time, after line 5
$c:8: there is no section [stores]; did you mean [store]?
$c:11: max_text: '2M' is not from 1 to 1M
dmarcstat: 6 mistakes in the configuration" "$code: $err$out"
for command in "ingest -" "show -" "quarantine list" summary; do
  # shellcheck disable=SC2086 # its words
  refuses "a_mistake_stops_${command%% *}" 78 \
    "$c:1: [mailbox main] has no user; this is not all, \`dmarcstat config check\` shows the rest" "$d" $command --config "$c"
done
printf '[mailbox b]\nhost = h.example\nuser = u\ntoken_file = t\n[mailbox a]\nhost = h\nuser = u\npassword_env = X\n' >"$c"
run "$d" config check --config "$c"
check "what_is_fine_is_said_in_one_line" "0 The configuration is fine: 2 mailboxes (b, a), read from $c." "$code $out$err"

refuses no_verb 64 'config what? Say check or example' "$d" config
refuses unknown_verb 64 "config: there is no 'chekc'; it is check or example" "$d" config chekc
refuses superfluous_word 64 "config check has no use for 'a.conf'; a file is named with --config" "$d" config check a.conf
refuses missing_file 66 \
  "cannot read the configuration $work/none: No such file or directory; --no-config reads none" "$d" summary --config "$work/none"
refuses both_options 64 '--config and --no-config contradict each other' "$d" summary --config "$c" --no-config

# -- who goes before whom --------------------------------------------------------------------------------------------------

make_samples "$work/mail"
mail=$(find "$work/mail" -type f | sort | head -n 1)
printf '[store]\npath = of-user.db\n[ingest]\nmax_message = 1\n' >"$users"
run "$d" config check
check "the_users_file_is_read" "0 The configuration is fine: no mailbox, read from $users." "$code $out$err"
printf '[store]\npath = named.db\n' >"$c"
run "$d" ingest -q --max-message 64M "$mail"
check "the_users_file_says_where_the_database_is" "0 yes" "$code $(test -s "${users%/*}/of-user.db" && echo yes)"
run env DMARCSTAT_DB="$work/environment.db" "$d" ingest -q --max-message 64M "$mail"
check "the_environment_goes_before_it" "0 yes" "$code $(test -s "$work/environment.db" && echo yes)"
run env DMARCSTAT_DB="$work/environment.db" "$d" ingest -q --max-message 64M --db "$work/option.db" "$mail"
check "the_option_goes_before_both" "0 yes" "$code $(test -s "$work/option.db" && echo yes)"
run "$d" ingest -q --config "$c" "$mail"
check "a_named_file_stands_in_for_both" "0 yes" "$code $(test -s "$work/named.db" && echo yes)"
run "$d" reports --config "$c"
check_like "what_to_type_next_names_it_too" "0 *Next: dmarcstat report 1 --config '$c'*" "$code $out"
run env XDG_DATA_HOME="$work/data" "$d" ingest -q --no-config "$mail"
check "without_configuration_it_is_in_the_usual_place" "0 yes" "$code $(test -s "$work/data/dmarcstat/dmarcstat.db" && echo yes)"
run "$d" --version
check_like "the_version_names_the_database" "0 *Database: ${users%/*}/of-user.db" "$code $out"

run "$d" show "$mail"
check "a_cap_is_configured" 65 "$code"
run "$d" ingest -q "$mail"
check "and_holds_for_all_commands" 65 "$code"
run env DMARCSTAT_INGEST_MAX_MESSAGE=64M "$d" show "$mail"
check "the_environment_raises_it" 0 "$code"
run "$d" quarantine retry
check "retry_obeys_it" 65 "$code"
run env DMARCSTAT_INGEST_MAX_MESSAGE=64M "$d" quarantine retry
check "and_the_environment" 0 "$code"
run "$d" show --no-config "$mail"
check "without_configuration_the_default_holds" 0 "$code"
refuses bad_variable 78 "\$DMARCSTAT_INGEST_WORKER: there is no such setting; did you mean \$DMARCSTAT_INGEST_WORKERS?" \
  env DMARCSTAT_INGEST_WORKER=2 "$d" summary --no-config
refuses bad_number 78 "\$DMARCSTAT_INGEST_WORKERS: workers: '9' is not a whole number from 0 to 8" \
  env DMARCSTAT_INGEST_WORKERS=9 "$d" summary --no-config
if command -v strace >/dev/null; then
  ASAN_OPTIONS=detect_leaks=0 strace -f -e trace=%file -o "$work/trace" "$d" show --no-config "$mail" >/dev/null
  check "no_config_touches_no_file" "" "$(grep -m 1 'dmarcstat\.conf' "$work/trace")"
fi

# -- the example -------------------------------------------------------------------------------------------------------------

"$d" config example >"$work/example.conf"
run "$d" config check --config "$work/example.conf"
check "the_example_is_fine" "0 The configuration is fine: no mailbox, read from $work/example.conf." "$code $out$err"
secrets=$(sed -n "/^#\[mailbox/,/^\[/s/^#\(\(password\|token\)_[a-z]*\) = .*/\\1/p" "$work/example.conf")
for secret in $secrets; do
  sed -e 's/^#\([[a-z]\)/\1/' -e "1,/^\[mail\]/{/^$secret = /!{/^password_/d;/^token_/d;};}" \
    -e '/^\[mail\]/,${/^password_file/!{/^password_/d;};/^secret_file/!{/^secret_/d;};}' "$work/example.conf" >"$work/filled.conf"
  run "$d" config check --config "$work/filled.conf"
  check "it_is_fine_filled_in_with_$secret" \
    "0 The configuration is fine: 1 mailbox (main), read from $work/filled.conf." "$code $out$err"
done
check "all_of_it_was_filled_in" "" "$(grep '^#[^ ]' "$work/filled.conf")"
defaults=$(awk -F'Default: ' '/^# Default: / { value = $2 } /^#max_/ { sub(/ = .*/, ""); print substr($0, 2), value }' \
  "$work/example.conf" | sed 's/^\(max_seconds .*\)s$/\1/')
run "$d" help ingest
check "the_options_have_the_same_defaults" \
  "$(echo "$out" | sed -n 's/^ *--\(max-[a-z-]*\)=.*(\(.*\))$/\1 \2/p' | tr - _)" "$defaults"

# -- who may write to it -------------------------------------------------------------------------------------------------------

chmod 664 "$c"
refuses others_may_write 78 "$c: others may write to it, and could have you run commands with it; type: chmod go-w '$c'" \
  "$d" summary --config "$c"
chmod 644 "$c"
if [ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null; then
  chmod 755 "$work" && cp "$d" "$work/dmarcstat" && chmod 755 "$work/dmarcstat"
  as_nobody() {
    setpriv --reuid=65534 --clear-groups env HOME=/nonexistent "$@"
  }
  run as_nobody "$work/dmarcstat" config check --config "$c"
  check "that_of_root_is_good_for_others" "0 The configuration is fine: no mailbox, read from $c." "$code $out$err"
  chmod 600 "$c"
  refuses what_cannot_be_read 78 "cannot read the configuration $c: Permission denied; --no-config reads none" \
    as_nobody "$work/dmarcstat" config check --config "$c"
  chown 65534 "$c"
  run as_nobody "$work/dmarcstat" config check --config "$c"
  check "ones_own_is_good" "0 The configuration is fine: no mailbox, read from $c." "$code $out$err"
  theirs="$c belongs to another user, who could have you run commands with it; make it your own or root's"
  refuses that_of_another_user_is_not_good_for_root 78 "$theirs" "$d" config check --config "$c"
  chown 12345 "$c" && chmod 644 "$c"
  refuses nor_for_others 78 "$theirs" as_nobody "$work/dmarcstat" config check --config "$c"
  chmod 700 "$XDG_CONFIG_HOME"
  run as_nobody "$work/dmarcstat" config check
  check "a_home_that_is_not_theirs_is_passed_over" "0 The configuration is fine: no mailbox, no file was read." "$code $out$err"
fi

finish
