#!/bin/sh
# SPDX-License-Identifier: MIT
# The rooms keep to their doors: a file includes headers of its own room and of those that the room's CMakeLists.txt names
# under USES, and each library is spoken to in one room only. src/command/ and main.c may use all.
. "$SOURCE_DIR/tests/lib/tap.sh"
cd "$SOURCE_DIR/src" || exit 1

for list in */CMakeLists.txt; do
  room=${list%/CMakeLists.txt}
  uses=$(tr '\n' ' ' <"$list" | sed -n 's/.* USES \([a-z ]*\).*/\1/p')
  allowed=$(echo "$room $uses" | tr -s ' ' '\n' | sed '/^$/d' | paste -sd'|')
  strangers=$(grep -Hn '^#include "[a-z]*/' "$room"/*.[ch] | grep -Ev "#include \"($allowed)/")
  check "${room}_includes_only_its_rooms" "" "$strangers"
done

# only ROOM PATTERN: who else includes such a header
only() {
  check "$2_is_spoken_to_in_$1" "" "$(grep -rlE "^#include <$2" . | grep -Ev "^\./($1)/")"
}
only store sqlite3
only net gnutls
only net unbound
only net curl
only web microhttpd
only report maxminddb
only 'ingest|report' libxml
check "report_writes_markup_and_parses_none" "" "$(grep -rn '^#include <libxml' report | grep -v '<libxml/xmlwriter.h>')"
only ingest zlib
only ingest zip
only base libpsl
only ingest seccomp
only base linux/landlock
check "private_headers_stay_in_their_room" "" \
  "$(grep -rn '#include "[a-z]*/[a-z_]*_parts\.h"' . | awk -F'[:/"]' '{ if ($2 != $6) print }')"

finish
