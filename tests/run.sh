#!/usr/bin/env bash
# The second command of README.md: packages, build and all tests, as users run them (release) and with
# AddressSanitizer and UndefinedBehaviorSanitizer (asan).
set -eu
cd "$(dirname "$0")/.."
tests/setup.sh
for preset in release asan; do
	cmake --preset "$preset" >/dev/null
	cmake --build --preset "$preset"
	ctest --preset "$preset"
done
