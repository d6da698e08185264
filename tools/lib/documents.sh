# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# documents: what is in the fenced blocks of Markdown. Uses no other file.

# document_blocks FILE FOLDER: each block as FOLDER/NNN.LANGUAGE, without the indentation of a list; "plain" has none
document_blocks() {
  mkdir -p "$2"
  awk -v folder="$2" '
    /^ *```/ && !open { open = 1; match($0, /^ */); indent = RLENGTH; language = substr($0, indent + 4)
      file = sprintf("%s/%03d.%s", folder, ++n, language == "" ? "plain" : language); printf "" >file; next }
    /^ *```/ { open = 0; close(file); next }
    open { print substr($0, indent + 1) >file }' "$1"
}

# document_refresh FILE: the same, with what each "$ dmarcstat ..." in a block prints now, on a terminal of 100 columns.
# $DMARCSTAT_DB and $DMARCSTAT_NOW are those of the sample mail; dmarcstat is in $PATH.
document_refresh() {
  document_state=text
  while IFS= read -r document_line; do
    document_bare=${document_line#"${document_line%%[! ]*}"}
    case $document_state:$document_bare in
      text:'```') document_state=begin ;; # commands with what they print, or something else
      text:'```'*) document_state=other ;;
      *:'```') document_state=text ;;
      begin:'$ dmarcstat '* | shown:'$ dmarcstat '*)
        [ $document_state = begin ] || echo
        document_state=shown
        document_show "$document_line"
        continue
        ;;
      begin:*) document_state=other ;;
      shown:*) continue ;;
    esac
    printf '%s\n' "$document_line"
  done <"$1"
}

document_show() {
  printf '%s\n' "$1"
  NO_COLOR=1 TERM=dumb script -qec "stty cols 100; ${1#??}" /dev/null </dev/null | tr -d '\r'
}
