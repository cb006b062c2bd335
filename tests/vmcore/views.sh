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

has "the task that panicked" '^PID: 120 +TASK: 0xffff[0-9a-f]{12}  CPU: 1 +STATE: R  COMMAND: "init"$' bt
has "its stack" '^ +#[0-9]+ fm_null_c.isra.0\+0x5/0x10 \[faultmod\] at 0xffffffffc0[0-9a-f]{6}$' bt
has "where the exception begins" '^ --- <exception> ---$' bt
has "the stack of one thread" '^ +#[0-9]+ ret_from_fork\+0x' bt 2
has "the stacks of all CPUs" '^ +#[0-9]+ panic\+0x' bt -a
has "what another CPU ran" '^PID: 0 .* CPU: 0 .*COMMAND: "swapper/0"' bt -a
has "the stacks of all tasks" '^ +#[0-9]+ rescuer_thread\+0x' bt all
has "the stacks of tasks in a state" '^PID: 101 .* STATE: D  COMMAND: "sh"' bt D
has "the stacks of tasks with a name" '^PID: 2 .*COMMAND: "kthreadd"' bt 'kthr*'
has "stacks for programs" '"frame":"fm_null_c.isra.0\+0x5/0x10 \[faultmod\]"' bt --format json
has "a task by its number" '^ +2 +0 .*\[kthreadd\]' ps 2
has "the idle task of each CPU" '^> +0 +0 +0 +0xffff[0-9a-f]{12} +R .*\[swapper/0\]' ps 0
has "a running task" '^> +120 +[0-9]+ +1 +0xffff[0-9a-f]{12} +R ' ps
has "a part of the memory" ' [0-9]+\.[0-9] +2260 +[0-9]+ +sh ' ps D
has "modules" '^faultmod +0x[0-9a-f]{16} +20480 +OE' mod
has "tasks with one stack" '^[0-9]+ tasks in state S, for up to [0-9.]+ s, such as PID [0-9]+: ' stacks S
has "where they stand" '^ hrtimer_nanosleep$' stacks S
has "what is not there" 'the dump has none' swap
has "totals with their part" '^MemTotal +210504 +kB +100\.0' mem
"$crashql" vmcore "$dump" bt 77777 >/dev/null 2>&1
if [ $? -ne 2 ]; then
	echo "not ok - a thread that is not there"
	status=1
fi
if "$crashql" vmcore "$dump" mod faultmod extra >/dev/null 2>&1; then
	echo "not ok - too many arguments"
	status=1
fi
exit $status
