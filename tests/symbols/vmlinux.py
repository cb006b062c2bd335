#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Look up 10,000 random addresses of a kernel's code and compare with eu-addr2line and llvm-symbolizer.

Argument: addr2place.  $CRASHQL_TEST_DEBUGINFO names a vmlinux with DWARF (Debian: linux-image-amd64-dbg);
exit status 77 without it, or where one of the tools is missing.

Line and function must be eu-addr2line's for all addresses, and chains of inlined functions
llvm-symbolizer's for 99.5 % of them, but for what one of these classes explains; the counts are printed:
  padding   the address lies between two functions: eu-addr2line tells the line of the one before,
            llvm-symbolizer and we tell none
  name      of code that has two names llvm-symbolizer takes the symbol table's, we take that of DWARF,
            as eu-addr2line does
"""
import collections
import os
import random
import re
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import places

COUNT, SEED = 10000, 20240611
LLVM_SHARE = 0.995
PADDING_SHARE = 0.001


def code_ranges(path):
    out = subprocess.run(["readelf", "-SW", path], capture_output=True, text=True, check=True).stdout
    rows = re.findall(r"\] +(\S+) +PROGBITS +(\w+) \w+ (\w+) \w+ +AX ", out)
    return [(int(addr, 16), int(size, 16)) for name, addr, size in rows if "text" in name]


def random_addresses(path):
    ranges = code_ranges(path)
    choose = random.Random(SEED)
    picked = choose.choices(ranges, weights=[size for _, size in ranges], k=COUNT)
    return [hex(addr + choose.randrange(size)) for addr, size in picked]


def normal(chain):
    """Without suffixes of functions, and with one slash where line tables have two."""
    return [(f, re.sub(r"/+", "/", p), l) for f, p, l in places.known(chain)]


def judge(ours, eu, llvm):
    """What kind of difference there is, and whether it is explained."""
    if ours[0][1:] != eu[0][1:]:
        padding = ours[0][2] == 0 and llvm[0][2] == 0
        return "padding" if padding else "WRONG line"
    if places.base_name(ours[0][0]) != places.base_name(eu[0][0]):
        return "WRONG function"
    a, b = normal(ours), normal(llvm)
    if a == b:
        return "same"
    rest = [x[1:] for x in a] == [x[1:] for x in b] and a[:-1] == b[:-1]
    if rest and len(ours) == len(eu) and normal(ours)[-1] == normal(eu)[-1]:
        return "name"
    if not a or not b: # in no function: a label that one of the tools takes for one
        return "name" if normal(ours) == normal(eu) else "DIFFERENT chain"
    return "DIFFERENT chain"


def main():
    tool, path = sys.argv[1], os.environ.get("CRASHQL_TEST_DEBUGINFO")
    if not path:
        print("skipped: CRASHQL_TEST_DEBUGINFO names no vmlinux with debug information")
        return 77
    if not shutil.which("eu-addr2line") or not places.llvm_tool():
        print("skipped: packages elfutils and llvm are needed to compare with")
        return 77
    addrs = random_addresses(path)
    answers = places.ours([tool], path, addrs), places.eu(path, addrs), places.llvm(path, addrs)
    counts = collections.Counter()
    for addr, *chains in zip(addrs, *answers, strict=True):
        verdict = judge(*chains)
        counts[verdict] += 1
        if verdict not in ("same", "name") and counts[verdict] <= 5:
            print("%s: %s\n  ours %s\n  eu   %s\n  llvm %s" % (verdict, addr, *chains))
    inlined = sum(len(chain) > 1 for chain in answers[0])
    print("%d addresses, %d with inlined callers: %s" % (len(addrs), inlined, dict(counts)))
    wrong = sum(n for verdict, n in counts.items() if verdict.startswith("WRONG"))
    different = counts["DIFFERENT chain"] + counts["name"]
    good = not wrong and different <= (1 - LLVM_SHARE) * COUNT and \
        counts["padding"] <= PADDING_SHARE * COUNT and counts["DIFFERENT chain"] == 0
    return 0 if good and inlined > COUNT / 10 else 1


sys.exit(main())
