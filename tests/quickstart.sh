#!/usr/bin/env bash
# The first command of README.md: packages, build, and the main job on a bundled sample.
set -eu
cd "$(dirname "$0")/.."
tests/setup.sh
cmake --preset release >/dev/null
cmake --build --preset release >build/quickstart.log || {
	tail -40 build/quickstart.log >&2
	exit 1
}
exec build/release/crashql triage "${1:-samples/bundles/web-07}"
