#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Views of tasks, stacks and modules of a real dump, printed straight from the file.
#
#	views.sh CRASHQL DUMP
#
# DUMP is the one of a NULL dereference in module faultmod, task 120; exit status 77: it is not there.
crashql=$1 dump=$2
[ -r "$dump" ] || { echo "skipped: no $dump"; exit 77; }
status=0

# has NAME WANTED-PATTERN ARGUMENTS...: a line of the view matches
has() {
	name=$1 want=$2
	shift 2
	out=$("$crashql" vmcore "$dump" "$@" 2>&1) || { echo "not ok - $name: $out"; status=1; return; }
	if printf '%s\n' "$out" | grep -Eq -- "$want"; then
		echo "ok - $name"
	else
		printf 'not ok - %s: no line matches %s in\n%s\n' "$name" "$want" "$out"
		status=1
	fi
}

has "the stack of the task that panicked" '^120 .* fm_null_c.isra.0\+0x5/0x10 \[faultmod\]' bt
has "the stack of one thread" '^ +2 +kthreadd .* ret_from_fork\+0x' bt 2
has "the stacks of all CPUs" '^120 .* panic\+0x' bt -a
has "the stacks of all tasks" '^ +3 +rcu_gp .* rescuer_thread\+0x' bt all
has "a task by its number" '^ +2 +0 .*\[kthreadd\]' ps 2
has "a running task" '^120 +[0-9]+ +[01] +>' ps
has "modules" '^faultmod +0x[0-9a-f]{16} +20480 +OE' mod
has "tasks with one stack" 'pause < do_syscall_64' stacks S
if "$crashql" vmcore "$dump" mod faultmod extra >/dev/null 2>&1; then
	echo "not ok - too many arguments"
	status=1
fi
exit $status
