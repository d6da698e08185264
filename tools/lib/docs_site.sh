# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# docs_site: docs/ and the manual pages as a site of HTML. The caller sets `root` (the checkout).
: "${root:?}"

# docs_prepare BUILD WORK: the sample mail in a database in WORK, which $DMARCSTAT_DB names from then on; dmarcstat is the
# one of that build
docs_prepare() {
  PATH=$1/src:$PATH
  DMARCSTAT_DB=$2/dmarcstat.db
  DMARCSTAT_NOW=1795521600 # 2026-11-24 12:00 UTC, the day after the samples end
  XDG_CONFIG_HOME=$2/config
  export PATH DMARCSTAT_DB DMARCSTAT_NOW XDG_CONFIG_HOME
  "$1/tools/samples/dmarcstat-samples" "$2/mail" >/dev/null
  dmarcstat ingest --quiet "$2/mail" >/dev/null 2>&1 || [ $? -eq 65 ] # one of them is damaged on purpose
}

# -- pages -----------------------------------------------------------------------------------------------------------------

# docs_title FILE: of a document
docs_title() {
  sed -n 's/^# //p' "$1" | head -n 1
}

# The documents, in the order in which index.md tells of them.
docs_order() {
  echo index
  sed -n 's/^- \[.*\](\([a-z-]*\)\.md).*/\1/p' "$root/docs/index.md"
}

# docs_frame BASE ID TITLE <MARKUP: a whole page; BASE is "" or "../", ID says which line of the navigation it is
docs_frame() {
  cat <<END
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>$3</title>
<link rel="stylesheet" href="$1style.css">
<link rel="icon" href="$1icon.svg">
</head>
<body><a class="skip" href="#content">To the content</a>
<header>
<nav aria-label="Documentation">
<ul>
END
  for docs_id in $(docs_order) manual; do
    [ "$docs_id" = manual ] && docs_words='Manual pages' || docs_words=$(docs_title "$root/docs/$docs_id.md")
    if [ "$docs_id" = "$2" ]; then
      echo "<li><strong>$docs_words</strong></li>"
    else
      echo "<li><a href=\"$1$docs_id.html\">$docs_words</a></li>"
    fi
  done
  printf '</ul></nav></header>\n<main id="content">\n'
  cat
  printf '</main>\n<footer>\n<p>dmarcstat. The sample mail is made up: its domains and addresses are those that exist for examples.</p></footer></body></html>\n'
}

# Pictures for the comments that ask for them; links to pages instead of documents, and to manual pages that are named.
docs_markup() {
  sed -e 's/\(href="[a-z-]*\)\.md\(["#]\)/\1.html\2/g' -e 's/<table>/<div class="scroll"><table>/;s/<\/table>/<\/table><\/div>/' |
    awk -F ' [|] ' '
      /^<!-- picture: / { sub(/^<!-- picture: /, ""); sub(/ -->$/, ""); gsub(/"/, "\\&quot;")
        printf "<figure><a href=\"demo/%s\"><picture><source srcset=\"pictures/%s-dark.png\" media=\"(prefers-color-scheme: dark)\">", $2, $1
        printf "<img src=\"pictures/%s.png\" width=\"1200\" height=\"800\" alt=\"%s\"></picture></a></figure>\n", $1, $3; next }
      { print }' |
    sed 's/\(dmarcstat[a-z.-]*\)(\([1578]\))/<a href="man\/\1.\2.html">&<\/a>/g'
}

docs_documents() { # FOLDER
  for docs_document in "$root"/docs/*.md; do
    docs_name=${docs_document##*/} docs_name=${docs_name%.md}
    lowdown -t html --html-no-skiphtml --html-no-escapehtml "$docs_document" | docs_markup |
      docs_frame '' "$docs_name" "$(docs_title "$docs_document")" >"$1/$docs_name.html" || return
  done
}

docs_manual() { # MAN FOLDER
  mkdir -p "$2/man" || return
  for docs_page in "$1"/*.[1578]; do
    docs_name=${docs_page##*/}
    {
      echo "<h1>${docs_name%.*}(${docs_name##*.})</h1>"
      # headings below that of the page; links to our pages only
      mandoc -T html -O 'fragment,man=%N.%S.html' "$docs_page" |
        sed 's/<h2\( class="Ss".*\)h2>/<h3\1h3>/;s/<h1\( class="Sh".*\)h1>/<h2\1h2>/
          s/<a class="Xr" href="dmarcstat/<a class="ours" href="dmarcstat/g;s/<a class="Xr"[^>]*>\([^<]*\)<\/a>/\1/g'
    } | docs_frame ../ '' "${docs_name%.*}(${docs_name##*.})" >"$2/man/$docs_name.html" || return
  done
  {
    echo '<h1>Manual pages</h1><dl class="details">'
    for docs_page in "$1"/*.[1578]; do
      docs_name=${docs_page##*/}
      echo "<dt><a href=\"man/$docs_name.html\">${docs_name%.*}(${docs_name##*.})</a></dt>"
      sed -n 's/^\.Nd \(.*\)/<dd>\1<\/dd>/p' "$docs_page"
    done
    echo '</dl>'
  } | docs_frame '' manual 'Manual pages' >"$2/manual.html"
}

# docs_pages MAN FOLDER: all but the pictures, from nothing
docs_pages() {
  [ ! -e "$2" ] || [ -f "$2/manual.html" ] || {
    echo "$2 is there, and no site of documentation" >&2
    return 1
  }
  rm -rf "$2"
  mkdir -p "$2" && dmarcstat publish --quiet --title 'Sample mail' "$2/demo" && cp "$2/demo/icon.svg" "$2/" &&
    cat "$2/demo/style.css" "$root/tools/lib/docs.css" >"$2/style.css" && docs_documents "$2" && docs_manual "$1" "$2"
}

# -- pictures --------------------------------------------------------------------------------------------------------------

docs_picture() { # FILE PAGE SCHEME
  [ "$(id -u)" -ne 0 ] || set -- "$@" --no-sandbox # it refuses to run as root otherwise
  docs_file=$1 docs_page=$2 docs_scheme=$3
  shift 3
  timeout 60 chromium --headless --disable-gpu --hide-scrollbars --window-size=1200,800 --user-data-dir="${DMARCSTAT_DB%/*}/chromium" \
    --blink-settings=preferredColorScheme="$docs_scheme" --screenshot="$docs_file" "$@" "file://$docs_page"
}

# docs_pictures FOLDER: of the pages in FOLDER/demo that documents ask for, light and dark
docs_pictures() {
  mkdir -p "$1/pictures"
  sed -n 's/^<!-- picture: \([a-z-]*\) | \([^ ]*\) | .*/\1 \2/p' "$root"/docs/*.md >"$1/pictures/list"
  while read -r docs_name docs_path; do
    docs_picture "$1/pictures/$docs_name.png" "$1/demo/$docs_path" 1 </dev/null && # 1 is light
      docs_picture "$1/pictures/$docs_name-dark.png" "$1/demo/$docs_path" 0 </dev/null || return
    [ -s "$1/pictures/$docs_name.png" ] && [ -s "$1/pictures/$docs_name-dark.png" ] || return
  done <"$1/pictures/list"
  rm "$1/pictures/list"
}
