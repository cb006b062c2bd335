#!/bin/sh
# The man page is what the tables of options say, and is good roff; the completion is good shell.
. "$2/tests/cli/lib.sh"
exits 0 'man page' help --man
cmp -s out "$2/docs/crashql.1"
result $? 'docs/crashql.1 is current (else: cmake --build build/dev --target docs)'
if command -v groff >/dev/null; then
	groff -man -Tutf8 -ww out >page 2>err
	[ ! -s err ]
	result $? 'the man page has no warnings of groff'
else
	skip 'no groff'
fi
exits 0 'completion' help --bash
if command -v bash >/dev/null; then
	bash -n out
	result $? 'the completion is good shell'
	cat >try <<'SH'
. ./out
complete -p crashql >/dev/null || exit 1
compopt() { :; }
try() {
	COMP_LINE=$1
	COMP_POINT=${#1}
	COMP_WORDS=($1)
	COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
	_crashql
	[ "${COMPREPLY[*]}" = "$2" ] || { echo "$1: ${COMPREPLY[*]}"; exit 1; }
}
try 'crashql tr' 'triage'
try 'crashql faults --li' '--limit='
try 'crashql report --format=j' 'json'
SH
	bash try
	result $? 'completion completes'
fi
finish
