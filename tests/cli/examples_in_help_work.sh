#!/bin/sh
# SPDX-License-Identifier: MIT
# Every example that `dmarcstat help QUESTION` prints does what it says, on the sample mail; in every format besides.
. "$SOURCE_DIR/tests/lib/tap.sh"
make_samples "$work/mail"
DMARCSTAT_DB=$work/db
export DMARCSTAT_DB
run "$DMARCSTAT" ingest "$work/mail"
run "$DMARCSTAT" help
questions=$(echo "$out" | awk '/^Questions/ { on = 1; next } /^$/ { on = 0 } on { print $1 }')
commands=$(echo "$out" | awk '/^Commands/ { on = 1; next } /^$/ { on = 0 } on && $1 !~ /^help|^-/ { print $1 }')
check "help_lists_the_questions_of_the_registry" "$(sed -n 's/^    \.id = "\(.*\)",$/\1/p' "$SOURCE_DIR"/src/report/question_*.c | sort)" \
  "$(echo "$questions" | sort)"

for question in $questions; do
  "$DMARCSTAT" help "$question" >"$work/help"
  awk '/^Examples/ { on = 1; next } /^$/ { on = 0 } on' "$work/help" >"$work/examples"
  check_like "help_${question}_has_examples" "[1-9]*" "$(wc -l <"$work/examples" | tr -d ' ')"
  while read -r _ arguments; do
    eval "run \"\$DMARCSTAT\" $arguments" # the words of an example, which may be quoted
    check "$question: dmarcstat $arguments" "0 " "$code $err"
    check_like "$question: dmarcstat $arguments answers" "?*" "$out"
  done <"$work/examples"
  operand=
  case $question in
  report | failure) operand=1 ;;
  source) operand=203.0.113.148 ;;
  advise | what-if) operand=example.com ;;
  esac
  some="?*"
  [ "$question" != audit ] || some="*" # there is nothing to be listed
  for format in text csv tsv json ndjson markdown html; do
    run "$DMARCSTAT" "$question" $operand --format "$format"
    check_like "$question as $format" "0 $some" "$code $out"
  done
  run "$DMARCSTAT" "$question" $operand --format json
  check "$question as JSON can be read" "$question" "$(echo "$out" | jq -r .question)"
done
for command in $commands; do
  run "$DMARCSTAT" help "$command"
  check_like "help_$command" "0 Usage: dmarcstat $command *" "$code $out"
  run "$DMARCSTAT" "$command" --help
  check_like "${command}_--help" "0 Usage: dmarcstat $command *" "$code $out"
done

# what an answer says to type next works as it stands
for question in summary top-failures reports selectors spf overrides policies coverage "what-if example.com"; do
  # shellcheck disable=SC2086 # with its operand
  "$DMARCSTAT" $question >"$work/out"
  next=$(sed -n 's/.*Next: dmarcstat //p' "$work/out")
  # shellcheck disable=SC2086
  run "$DMARCSTAT" $next
  check "what_${question}_says_to_type_next_works" "0 " "$code $err"
done

finish
