#!/usr/bin/env bash
# fuzz.sh [SECONDS [PATTERN]]: run every fuzz target, or those whose name fits, for SECONDS (default 60)
# each, on its seeds.
# Needs clang-14 and libclang-rt-14-dev.  Exit status 0: no finding.
set -eu
cd "$(dirname "$0")/.."
seconds=${1:-60}
pattern=${2:-fuzz_*}
cmake --preset fuzz >/dev/null
cmake --build --preset fuzz
status=0
for corpus in build/fuzz/tests/*/$pattern.corpus; do
	target=${corpus%.corpus}
	name=$(basename "$target")
	work=build/fuzz/corpus/$name
	mkdir -p "$work"
	echo "== $name"
	mapfile -t seeds <"$target.corpus" # the folders that its replay reads, see tests/CMakeLists.txt
	if ! "$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -malloc_limit_mb=16384 -max_len=65536 \
		-artifact_prefix="$work-" -print_final_stats=0 "$work" "${seeds[@]}" >"$work.log" 2>&1; then
		tail -40 "$work.log"
		status=1
	fi
	tail -1 "$work.log"
done
exit $status
