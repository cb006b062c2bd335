#!/bin/sh
# Accuracy on real captures with known truth, where they are at hand beside the source tree.
# Arguments: the program, the source folder.  77: skipped.
crashql=$1
source=$2
shared=$source/../shared
if [ ! -f "$shared/corpus/MANIFEST.tsv" ] || [ ! -f "$shared/tools/score" ]; then
	echo "skipped: no captures with truth in ../shared/corpus"
	exit 77
fi
command -v python3 >/dev/null || { echo "skipped: no python3"; exit 77; }
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
python3 "$shared/tools/score" --crashql "$crashql" --store "$dir/score.db" --misses 10 --groups \
	--floor kind=0.97 --floor title=0.92 --floor function=0.92 --floor heads=0.97 --floor real=0.98 \
	--floor clean=1 --floor corrupted_p=0.85 --floor corrupted_r=0.85 --floor reports=0.90 \
	--floor pairs_p=0.98 --floor pairs_r=0.95 "$shared/corpus"
