#!/bin/sh
# Rules of the tree that no compiler checks.  Argument: the source folder.
cd "$1" || exit 2
bad=0
complain() {
	printf '%s\n' "$1" "$2"
	bad=1
}

# only FOLDER ALLOWED...: of the project's own headers and tables, files in FOLDER include those whose
# path begins with one of ALLOWED, and those of FOLDER itself.
ruled=
only() {
	folder=$1
	shift
	ruled="$ruled $folder "
	allowed="$folder/"
	for prefix in "$@"; do
		allowed="$allowed|$prefix"
	done
	found=$(grep -rnE '^#include "' "$folder" --include='*.[ch]' --include='*.def' 2>/dev/null |
		grep -vE "#include \"($allowed)")
	[ -z "$found" ] || complain "$folder/ includes what it must not know of:" "$found"
}

# What a stage hands to the next, and the limits of all of them, lie in parsers/ itself.
facts='parsers/[a-z_]+\.(h|def)"'

# A floor includes only from itself or from one to its left: parsers <- db <- analyzer.  Inside a floor,
# folders look only backwards; those of the same stage not at each other.
only parsers/base
only parsers/input parsers/base/ "$facts"
only parsers/lines parsers/base/ parsers/input/ "$facts"
only parsers/faults parsers/base/ parsers/lines/ "$facts"
only parsers/system parsers/base/ parsers/lines/ "$facts"
only parsers/vmcore parsers/base/ "$facts"
only db parsers/
only analyzer/symbols parsers/ # the grammar of frames; no store, no other folder
only analyzer/code parsers/ analyzer/symbols/
only analyzer/groups parsers/ db/titles.h analyzer/symbols/
only analyzer/exchange parsers/ db/
only analyzer/extension parsers/ db/store.h analyzer/groups/ analyzer/symbols/
only analyzer/bundle parsers/ db/
only analyzer/report parsers/ db/ analyzer/queries.h
only analyzer/symbolize parsers/ db/ analyzer/queries.h analyzer/symbols/ analyzer/report/
only analyzer/advice parsers/ db/ analyzer/queries.h analyzer/advice_rules.h analyzer/report/
only analyzer/cli parsers/ db/ analyzer/
found=$(grep -nE '#include "(db|analyzer)/' parsers/*.[ch] parsers/*.def)
[ -z "$found" ] || complain "parsers/ includes from a floor to its right:" "$found"
found=$(grep -nE '#include "analyzer/(cli|report|advice)/' analyzer/*.[ch] | grep -v '^analyzer/main\.c:')
[ -z "$found" ] || complain "ingest includes what comes behind it:" "$found"
for folder in $(find parsers analyzer -mindepth 2 -name '*.c' -printf '%h\n' | sort -u); do
	case $ruled in
	*" $folder "*) ;;
	*) complain "no rule says what this folder may include; add one above:" "$folder" ;;
	esac
done

# Every source begins with its licence.
found=$(find parsers db analyzer tests -name '*.[ch]' -o -name '*.def' | while read -r f; do
	head -1 "$f" | grep -q 'SPDX-License-Identifier: Apache-2.0' || echo "$f"
done)
[ -z "$found" ] || complain "no SPDX line:" "$found"

# Unfinished work has no place in the tree.
found=$(grep -rnE '\b(TODO|FIXME|XXX)\b|not implemented' parsers db analyzer --include='*.[ch]' --include='*.def' --include='*.sql')
[ -z "$found" ] || complain "unfinished:" "$found"

# SQL stands in .sql files.
found=$(grep -rnE '"[[:space:]]*(SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|PRAGMA|ATTACH|WITH) ' parsers db analyzer \
	--include='*.[ch]' | grep -vE 'slice_|^analyzer/cli/sql_')
[ -z "$found" ] || complain "SQL in C:" "$found"

# Guards free what a function holds, so that nothing jumps.
found=$(grep -rnE '^[[:space:]]*goto[[:space:]]' parsers db analyzer tests --include='*.[ch]')
[ -z "$found" ] || complain "goto:" "$found"

# Only the command line prints; the exceptions are last words of a program that cannot go on, and the
# program that writes docs/.
found=$(grep -rnE '\b(v?printf|puts|putchar|perror)\(|\bv?f(printf|puts|putc|write)\(.*\bstd(out|err)\b' parsers db analyzer \
	--include='*.c' | grep -vE '^(analyzer/cli/|analyzer/main\.c|db/gen_docs\.c|parsers/base/(err|rx)\.c)')
[ -z "$found" ] || complain "prints, outside of the command line:" "$found"

# What fuzzing runs: each target in the tree is built.
found=$(find tests -name 'fuzz_*.c' | while read -r f; do
	grep -qE "^crashql_fuzz\($(basename "$f" .c) " "$(dirname "$f")/CMakeLists.txt" || echo "$f"
done)
[ -z "$found" ] || complain "a fuzz target that is not built (crashql_fuzz):" "$found"

# The top level is fixed.
found=$(find . -maxdepth 1 ! -name '.*' ! -name build ! -name CMakeLists.txt ! -name CMakePresets.json \
	! -name README.md ! -name LICENSE ! -name analyzer ! -name parsers ! -name db ! -name samples \
	! -name tests ! -name docs ! -name '*.db' ! -name 'build-*')
[ -z "$found" ] || complain "does not belong at the top level:" "$found"
exit $bad
