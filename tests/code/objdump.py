#!/usr/bin/env python3
"""Instructions of the code of captures against two others: objdump -d, which is given the same bytes from
the same place, and the disassembly that the source of a capture expects (corpus beside the tree, where it
is).  Compared are the bounds of instructions and, roughly, their names."""
import json
import os
import re
import subprocess
import sys

crashql, source, folder = sys.argv[1:4]
os.makedirs(folder, exist_ok=True)
store = os.path.join(folder, "code.db")
corpus = os.path.join(source, "..", "shared", "corpus")
inputs = [os.path.join(source, "samples")]
for part in ("syzkaller/decompile", "mail", "lkp-tests", "abrt", "kernel-patches"):
    if os.path.isdir(os.path.join(corpus, part)):
        inputs.append(os.path.join(corpus, part))
if os.path.exists(store):
    os.remove(store)
subprocess.run([crashql, "--store", store, "ingest", "-q", *inputs], check=False)


def rows(sql):
    out = subprocess.run([crashql, "--store", store, "sql", "--format", "json", sql], check=True,
                         stdout=subprocess.PIPE).stdout
    return json.loads(out) if out.strip() else []


PREFIXES = {"data16", "cs", "ds", "es", "ss", "notrack", "rex.W", "bnd", "addr32", "lock", "rep", "repe", "repz",
            "repnz", "repne", "rex"}
MACHINE = {"x86_64": ["-m", "i386:x86-64"], "i386": ["-m", "i386"]}


def objdump(data, arch):
    path = os.path.join(folder, "code.bin")
    with open(path, "wb") as f:
        f.write(data)
    out = subprocess.run(["objdump", "-D", "-w", "-z", "-b", "binary", *MACHINE[arch], path], check=True,
                         stdout=subprocess.PIPE, text=True).stdout
    found = {}
    for line in out.splitlines():
        m = re.match(r"^\s*([0-9a-f]+):\t([0-9a-f ]+?)\s*\t(.*)$", line)
        if m:
            found[int(m[1], 16)] = (len(m[2].split()), m[3].strip())
    return found


faults = {}
for r in rows("SELECT c.fault_id, f.arch, c.offset, c.bytes, c.instruction, c.is_fault, c.is_sure, s.path "
              "FROM fault_code AS c JOIN fault AS f ON f.id = c.fault_id JOIN source AS s "
              "ON s.id = f.source_id WHERE f.arch IN ('x86_64', 'i386') ORDER BY c.fault_id, c.position"):
    faults.setdefault((r["fault_id"], r["arch"], r["path"]), []).append(r)
checked = bounds_differ = names_differ = 0
for (_, arch, path), code in faults.items():
    data = bytes.fromhex("".join(r["bytes"].replace(" ", "") for r in code))
    theirs = objdump(data, arch)
    for r in code:
        at = r["offset"] - code[0]["offset"]
        n = len(r["bytes"].split())
        if r["instruction"] is None or not r["is_sure"]:
            continue
        checked += 1
        if theirs.get(at, (0,))[0] != n:
            bounds_differ += 1
            print(f"# {path}: {r['bytes']}: {r['instruction']}; objdump: {theirs.get(at)}")
            continue
        # objdump leaves out size suffixes that operands tell: compare what both begin with
        mine, other = ([w for w in text.split() if w not in PREFIXES][:1] or ["nothing"]
                       for text in (r["instruction"], theirs[at][1]))
        mine, other = mine[0], other[0]
        if mine == "nop" and other == "xchg":
            continue
        if mine[:2] != other[:2] and mine[0] != other[0]:
            names_differ += 1
            print(f"# {path}: {r['bytes']}: {r['instruction']}; objdump: {theirs[at][1]}")
print(f"# {len(faults)} faults, {checked} instructions, {bounds_differ} bounds and {names_differ} names differ")
bad = checked == 0 or bounds_differ > 0 or names_differ > 0
print(("not ok" if bad else "ok") + " 1 - instructions are those of objdump")

listed = differ = 0
manifest = os.path.join(corpus, "MANIFEST.tsv")
for line in open(manifest, encoding="utf-8") if os.path.exists(manifest) else []:
    fields = line.rstrip("\n").split("\t")
    if "/decompile/" not in fields[0]:
        continue
    listing = json.loads(fields[4]).get("upstream", {}).get("listing", [])
    expected = []
    for entry in listing:
        m = re.match(r"^\s*[0-9a-f]+:\t([0-9a-f ]+?)\s*\t(\S+)", entry)
        if m:
            expected.append((m[1].replace(" ", ""), m[2]))
    if not expected:
        continue
    mine = rows("SELECT c.bytes, c.instruction FROM fault_code AS c JOIN fault AS f ON f.id = c.fault_id "
                f"JOIN source AS s ON s.id = f.source_id WHERE s.path LIKE '%{fields[0]}' "
                "AND c.instruction IS NOT NULL")
    have = {r["bytes"].replace(" ", ""): r["instruction"].split()[0] for r in mine}
    for code, name in expected:
        listed += 1
        if not have.get(code, "").startswith(name[:3]) and name[:2] != have.get(code, "")[:2]:
            differ += 1
            print(f"# {fields[0]}: {code} {name} is {have.get(code)}")
if listed:
    print(("not ok" if differ else "ok") + f" 2 - {listed} instructions are those that captures expect")
else:
    print("ok 2 - instructions that captures expect # SKIP the corpus is not there")
print("1..2")
sys.exit(1 if bad or differ else 0)
