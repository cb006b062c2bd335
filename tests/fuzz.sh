#!/usr/bin/env bash
# Run every fuzz target for SECONDS (default 60) each, on the samples and hand-written seeds.
# Needs clang-14 and libclang-rt-14-dev.  Exit status 0: no finding.
set -eu
cd "$(dirname "$0")/.."
seconds=${1:-60}
cmake --preset fuzz >/dev/null
cmake --build --preset fuzz
status=0
for target in build/fuzz/tests/*/fuzz_*; do
	[ -x "$target" ] && [ -f "$target" ] || continue
	name=$(basename "$target")
	work=build/fuzz/corpus/$name
	mkdir -p "$work"
	seeds=$(find samples -type f ! -name '*.expect' -printf '%h\n' | sort -u)
	made=$(dirname "$target")/seeds-$name # some targets have theirs made by the build
	[ ! -d "$made" ] || seeds=$made
	echo "== $name"
	# shellcheck disable=SC2086
	if ! "$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -malloc_limit_mb=16384 -max_len=65536 \
		-artifact_prefix="$work-" -print_final_stats=0 "$work" $seeds >"$work.log" 2>&1; then
		tail -40 "$work.log"
		status=1
	fi
	tail -1 "$work.log"
done
exit $status
