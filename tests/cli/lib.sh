# Helpers of the tests of the command line: TAP on standard output, status 1 when a test failed.
# Usage of a test: sh test.sh CRASHQL SOURCE_DIR
crashql=$1
data=$2/tests/cli/data
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 99
unset CRASHQL_STORE NO_COLOR
export TERM=xterm LC_ALL=C.UTF-8
n=0
failed=0

# result STATUS NAME
result() {
	n=$((n + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $n - $2"
	else
		echo "not ok $n - $2"
		[ -f out ] && sed 's/^/# out: /' out | head -20
		[ -f err ] && sed 's/^/# err: /' err | head -20
		failed=1
	fi
}

# run ARGUMENTS...: standard output to out, standard error to err, status to $status
run() {
	"$crashql" "$@" >out 2>err </dev/null
	status=$?
}

# exits STATUS NAME ARGUMENTS...
exits() {
	want=$1
	name=$2
	shift 2
	run "$@"
	[ "$status" -eq "$want" ]
	result $? "$name (status $want, got $status)"
}

# holds FILE PATTERN NAME
holds() {
	grep -q -- "$2" "$1"
	result $? "$3"
}

# lacks FILE PATTERN NAME
lacks() {
	! grep -q -- "$2" "$1"
	result $? "$3"
}

# same A B NAME
same() {
	[ "$1" = "$2" ]
	result $? "$3 ('$1', '$2')"
}

skip() {
	n=$((n + 1))
	echo "ok $n - # SKIP $1"
}

finish() {
	echo "1..$n"
	exit $failed
}
