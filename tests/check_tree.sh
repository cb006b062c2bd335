#!/bin/sh
# Rules of the tree that no compiler checks.  Argument: the source folder.
cd "$1" || exit 2
bad=0
complain() {
	printf '%s\n' "$1" "$2"
	bad=1
}

# A floor includes only from itself or from one to its left: parsers <- db <- analyzer.
found=$(grep -rnE '#include "(db|analyzer)/' parsers --include='*.[ch]' --include='*.def')
[ -z "$found" ] || complain "parsers/ includes from a floor to its right:" "$found"
found=$(grep -rnE '#include "analyzer/' db --include='*.[ch]' | grep -v 'db/sql\.')
[ -z "$found" ] || complain "db/ includes from a floor to its right:" "$found"
# Inside parsers/, stages look only backwards.
found=$(grep -rnE '#include "parsers/(input|lines|faults)/' parsers/base --include='*.[ch]';
	grep -rnE '#include "parsers/(lines|faults)/' parsers/input --include='*.[ch]';
	grep -rnE '#include "parsers/faults/' parsers/lines --include='*.[ch]')
[ -z "$found" ] || complain "a stage includes from a later one:" "$found"

# Every source begins with its licence.
found=$(find parsers db analyzer tests -name '*.[ch]' -o -name '*.def' | while read -r f; do
	head -1 "$f" | grep -q 'SPDX-License-Identifier: Apache-2.0' || echo "$f"
done)
[ -z "$found" ] || complain "no SPDX line:" "$found"

# Unfinished work has no place in the tree.
found=$(grep -rnE '\b(TODO|FIXME|XXX)\b|not implemented' parsers db analyzer --include='*.[ch]' --include='*.def' --include='*.sql')
[ -z "$found" ] || complain "unfinished:" "$found"

# SQL stands in .sql files.
found=$(grep -rnE '"(SELECT|INSERT|UPDATE|DELETE|CREATE) ' parsers db analyzer --include='*.c')
[ -z "$found" ] || complain "SQL in C:" "$found"

# The top level is fixed.
found=$(find . -maxdepth 1 ! -name '.*' ! -name build ! -name CMakeLists.txt ! -name CMakePresets.json \
	! -name README.md ! -name LICENSE ! -name analyzer ! -name parsers ! -name db ! -name samples \
	! -name tests ! -name docs ! -name '*.db' ! -name 'build-*')
[ -z "$found" ] || complain "does not belong at the top level:" "$found"
exit $bad
