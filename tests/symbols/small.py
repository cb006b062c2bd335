#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Look up every byte of a small program's functions, built in many ways, and compare with addr2line.

Arguments: addr2place, the folder with sample.c, a folder to build in.  Exit status 77: no compiler.
"""
import os
import random
import re
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import places

TOOL, DATA, WORK = sys.argv[1:4]
SOURCE = os.path.join(DATA, "sample.c")
OURS = ("fail", "outer", "other", "takes_struct", "main", "nested")
failures = 0


def built(name, compiler, flags):
    path = os.path.join(WORK, name)
    command = [compiler, "-w", *flags, "-o", path, SOURCE]
    done = subprocess.run(command, capture_output=True, text=True, cwd=WORK)
    return path if done.returncode == 0 else None


def functions(path, section=None):
    """(address, size) of the functions of the program's own source, in a section or in all."""
    index = None
    if section:
        text = output(["readelf", "-SW", path])
        index = re.search(r"\[ *(\d+)\] %s " % re.escape(section), text)[1]
    found = []
    for line in output(["readelf", "-sW", path]).split("\n"):
        w = line.split()
        if len(w) < 8 or w[3] != "FUNC" or (index and w[-2] != index):
            continue
        if places.base_name(re.sub(r"\.\d+$", "", w[-1])) in OURS:
            found.append((int(w[1], 16), int(w[2])))
    return found


def output(command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def differ(name, addrs, got, want, lines=True):
    """Say and count what is different."""
    global failures
    bad = 0
    for a, g, w in zip(addrs, got, want, strict=True):
        if places.known(g) != places.known(w):
            bad += 1
            if bad < 3:
                print("%s: %s: got %s\n    want %s" % (name, a if isinstance(a, str) else hex(a), g, w))
    inlined = sum(len(g) > 1 for g in got)
    if bad or not got or any(g[0][2] for g in got) != lines:
        failures += 1
    print("%s: %d addresses, %d with inlined callers, %d differ" % (name, len(addrs), inlined, bad))


def check(name, path, reference=None, section=None, options=(), only_lines=False, only_first=False,
          tool=None, all_of=0, moved=None):
    """Compare all answers of one file with addr2line's, of the reference if that is another; for the
    bytes of its functions, or for as many as all_of says.  moved: the functions lie elsewhere in it."""
    reference = reference or path
    addrs = [a + i for a, n in functions(reference, section) for i in range(n)] or range(all_of)
    asked = [a + i for a, n in functions(moved, section) for i in range(n)] if moved else addrs
    prefix = "(%s)+" % section if section else ""
    got = places.ours([TOOL, *options], path, [prefix + hex(a) for a in asked])
    want = (tool or places.binutils)(reference, [hex(a) for a in addrs], section)
    if only_first:
        got, want = [g[:1] for g in got], [w[:1] for w in want]
    if only_lines:
        got = [[("", *g[0][1:])] for g in got]
        want = [[("", *w[0][1:])] for w in want]
    differ(name, addrs, got, want)


def check_ways_to_build(base):
    dwarf5 = built("dwarf5", "gcc", base + ["-gdwarf-5"])
    llvm = places.llvm if places.llvm_tool() else None
    # binutils' addr2line is told to read the first build where it cannot read what is tested: the code
    # is the same.  LTO and clang's DWARF 5 it reads in part.  DWARF 2 cannot tell of inlined functions in several pieces.
    for name, compiler, flags, more in (
        ("dwarf5", "gcc", base + ["-gdwarf-5"], {}),
        ("dwarf4", "gcc", base + ["-gdwarf-4"], {}),
        ("dwarf3", "gcc", base + ["-gdwarf-3", "-gstrict-dwarf"], {}),
        ("dwarf2", "gcc", base + ["-gdwarf-2", "-gstrict-dwarf"],
         {"reference": dwarf5, "only_lines": True}),
        ("wide", "gcc", base + ["-gdwarf64"], {"reference": dwarf5}),
        ("pie", "gcc", ["-O2", "-g", "-pie", "-fPIE"], {}),
        ("zlib", "gcc", base + ["-gz=zlib"], {}),
        ("zdebug", "gcc", base + ["-gz=zlib-gnu"], {"reference": dwarf5}),
        ("types", "gcc", base + ["-fdebug-types-section"], {}),
        ("sections", "gcc", base + ["-ffunction-sections"], {}),
        ("lto", "gcc", base + ["-flto"], {"tool": llvm}),
        ("bits32", "gcc", base + ["-m32"], {}),
        ("debug", "gcc", ["-O0", "-g", "-no-pie"], {}),
        ("size", "gcc", ["-Os", "-g3", "-no-pie"], {}),
        ("clang5", "clang-14", base + ["-DNO_NESTED", "-gdwarf-5"], {"tool": llvm}),
        ("clang4", "clang-14", base + ["-DNO_NESTED", "-gdwarf-4"], {}),
    ):
        path = built(name, compiler, flags) if shutil.which(compiler) else None
        if not path or ("tool" in more and not llvm):
            print("%s: cannot be built or compared here" % name)
            continue
        check(name, path, **more)


def check_separate(base):
    """The debug information in another file: beside the program, in a tree by build-id, shared by dwz."""
    whole = built("whole", "gcc", base + ["-Wl,--build-id"])
    tree = os.path.join(WORK, "tree")
    link = os.path.join(WORK, "linked.debug")
    run(["objcopy", "--only-keep-debug", whole, link])
    run(["objcopy", "--strip-all", "--add-gnu-debuglink=" + link, whole, os.path.join(WORK, "linked")])
    check("linked", os.path.join(WORK, "linked"), reference=whole)
    os.rename(link, os.path.join(WORK, "kept"))

    stripped = os.path.join(WORK, "stripped")
    run(["objcopy", "--strip-all", whole, stripped])
    build_id = re.search(r"Build ID: (\w+)", output(["readelf", "-n", whole]))[1]
    folder = os.path.join(tree, ".build-id", build_id[:2])
    os.makedirs(folder, exist_ok=True)
    shutil.copy(os.path.join(WORK, "kept"), os.path.join(folder, build_id[2:] + ".debug"))
    check("build-id", stripped, reference=whole, options=["-d", tree])

    # A file that is linked by name and is another one must not be taken.
    other = built("other", "gcc", ["-O0", "-g", "-no-pie", "-Wl,--build-id"])
    run(["objcopy", "--only-keep-debug", other, link])
    got = places.ours([TOOL], os.path.join(WORK, "linked"), [hex(functions(whole)[0][0])])
    if got[0][0][2]:
        print("a debug file of another program was taken: %s" % got)
        global failures
        failures += 1

    for name, command in (("gz", "gzip"), ("xz", "xz"), ("zst", "zstd")):
        if shutil.which(command):
            packed = os.path.join(WORK, "whole." + name)
            with open(packed, "wb") as out:
                subprocess.run([command, "-c", whole], stdout=out, check=True)
            check("packed " + name, packed, reference=whole)
    zstd = os.path.join(WORK, "zstd")
    if subprocess.run(["objcopy", "--compress-debug-sections=zstd", whole, zstd], capture_output=True).returncode:
        print("zstd: objcopy cannot compress sections by it here")
    else:
        check("zstd", zstd, reference=whole)
    check_mini(whole)
    if shutil.which("dwz"):
        pair = [built(n, "gcc", base + ["-Wl,--build-id"] + f) for n, f in (("dwz1", []), ("dwz2", ["-DX"]))]
        keep = [shutil.copy(p, p + ".whole") for p in pair]
        run(["dwz", "-m", os.path.join(WORK, "common"), "-M", "common", *pair])
        for p, whole in zip(pair, keep):
            check("dwz", p, reference=whole)
    else:
        print("dwz: not installed")


def check_mini(whole):
    """Symbols in .gnu_debugdata, as Fedora's packages have them: of a function that is not exported."""
    if not shutil.which("xz"):
        return
    with open(os.path.join(WORK, "keep"), "w") as keep:
        keep.write("outer\nother\n")
    run(["objcopy", "--only-keep-debug", "--strip-debug", whole, "mini.debug"])
    run(["objcopy", "--strip-all", "--keep-symbols=keep", "mini.debug", "mini"])
    run(["xz", "-f", "mini"])
    run(["objcopy", "--strip-all", "--add-section", ".gnu_debugdata=mini.xz", whole, "stripped-mini"])
    path = os.path.join(WORK, "stripped-mini")
    names = re.findall(r"(\w+) +\d+ FUNC .* (outer|other)$", output(["readelf", "-sW", whole]), re.M)
    got = places.ours([TOOL], path, [hex(int(addr, 16) + 1) for addr, _ in names])
    differ("gnu_debugdata", [n for _, n in names], got, [[(n, "??", 0)] for _, n in names], lines=False)


def run(command):
    subprocess.run(command, check=True, cwd=WORK)


def check_split(base):
    """Units whose entries are in .dwo files: beside, moved, in a package, and gone.  The reference is the same
    program built in one piece, whose code is the same; chains of inlined functions are llvm-symbolizer's too."""
    packers = [t for t in ("dwp", "llvm-dwp-14") if shutil.which(t)]
    for compiler, version in (("gcc", 5), ("gcc", 4), ("clang-14", 5), ("clang-14", 4)):
        if not shutil.which(compiler):
            print("split: no %s" % compiler)
            continue
        name = "split-%s-%d" % (compiler, version)
        folder = os.path.join(WORK, name)
        os.makedirs(folder)
        more = ["-DNO_NESTED"] if compiler != "gcc" else []
        flags = [*base, *more, "-gdwarf-%d" % version, "-Wl,--build-id"]
        # clang's DWARF 5 is read in part only by addr2line: the code is that of DWARF 4
        whole = built(name + "/whole", compiler, [*base, *more, "-gdwarf-%d" % (5 if compiler == "gcc" else 4)])
        second = os.path.join(folder, "second.c")
        with open(second, "w") as out:
            out.write("int second(int n);\nint second(int n) { return n + 1; }\n")
        path = os.path.join(folder, "program")
        done = subprocess.run([compiler, "-w", *flags, "-gsplit-dwarf", "-o", path, SOURCE, second], cwd=folder)
        units = [f for f in os.listdir(folder) if f.endswith(".dwo")]
        if done.returncode or len(units) != 2 or not whole:
            print("%s: cannot be built here" % name)
            continue
        check(name, path, reference=whole, moved=path)
        if places.llvm_tool():
            addrs = [hex(a + i) for a, n in functions(path) for i in range(n)]
            differ(name + " llvm", addrs, places.ours([TOOL], path, addrs),
                   [w if w[-1][0] != "outer.cold" else [*w[:-1], ("outer", *w[-1][1:])] for w in places.llvm(path, addrs)])
        for packer in packers:
            package = path + ".dwp"
            if not packed([packer, "-e", path, "-o", package], folder):
                print("%s: %s cannot read it" % (name, packer))
                continue
            away(folder, units)
            check("%s %s" % (name, packer), path, reference=whole, moved=path)
            damage(path, package)
            back(folder, units)
            os.unlink(package)
        damage(path, os.path.join(folder, sorted(units)[0]))
        # Out of the folder of the compiler, beside the program.
        other = os.path.join(folder, "elsewhere")
        os.makedirs(other)
        for f in ["program", *units]:
            shutil.move(os.path.join(folder, f), other)
        path = os.path.join(other, "program")
        check(name + " moved", path, reference=whole, moved=path)
        # A unit of another build beside it is not taken, nor one that is cut: lines are left.
        stale = os.path.join(folder, "stale")
        os.makedirs(stale)
        subprocess.run([compiler, "-w", *flags, "-O0", "-DSTALE", "-gsplit-dwarf", "-o", os.path.join(stale, "program"),
                        SOURCE, second], cwd=stale, check=True)
        for f in units:
            shutil.copy(os.path.join(stale, f), other)
        check(name + " stale", path, reference=whole, moved=path, only_lines=True)
        for f in units:
            with open(os.path.join(other, f), "r+b") as cut:
                cut.truncate(os.path.getsize(os.path.join(other, f)) // 2)
        check(name + " cut", path, reference=whole, moved=path, only_lines=True)
        for f in units:
            os.unlink(os.path.join(other, f))
        check(name + " gone", path, reference=whole, moved=path, only_lines=True)


def damage(path, other):
    """Bytes of the other file changed: every answer may be less or wrong, but there is one of each address."""
    global failures
    addrs = [hex(a + i) for a, n in functions(path) for i in range(n)]
    with open(other, "rb") as file:
        good = file.read()
    choose = random.Random(len(good))
    for _ in range(30):
        bad = bytearray(good)
        for _ in range(choose.choice((1, 4, 40))):
            bad[choose.randrange(len(bad))] = choose.choice((0, 1, 0x7f, 0x80, 0xff, choose.randrange(256)))
        with open(other, "wb") as file:
            file.write(bad)
        if len(places.ours([TOOL], path, addrs)) != len(addrs):
            print("%s: answers are missing" % other)
            failures += 1
    with open(other, "wb") as file:
        file.write(good)


def packed(command, folder):
    """llvm-dwp 14 never ends with what gcc makes of DWARF 5."""
    try:
        return subprocess.run(command, cwd=folder, capture_output=True, timeout=10).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def away(folder, names):
    for f in names:
        os.rename(os.path.join(folder, f), os.path.join(folder, f + ".away"))


def back(folder, names):
    for f in names:
        os.rename(os.path.join(folder, f + ".away"), os.path.join(folder, f))


def check_relocatable():
    """An object file as modules are: its sections have no addresses."""
    for name, compiler, flags in (
        ("object", "gcc", ["-O2", "-g", "-c"]),
        ("object4", "gcc", ["-O2", "-gdwarf-4", "-gz", "-c", "-ffunction-sections"]),
        ("objclang", "clang-14", ["-O2", "-gdwarf-4", "-c", "-DNO_NESTED"]),
    ):
        path = built(name, compiler, flags) if shutil.which(compiler) else None
        if path:
            check(name + " .text.other", path, section=".text.other")
        if path and name == "object":
            check(name + " .text", path, section=".text")


def brace_of(function):
    """Line where the body of a function of the sample begins: clang's first line of it."""
    with open(SOURCE) as source:
        lines = source.read().split("\n")
    return next(i for i, l in enumerate(lines, 1) if l == "{" and " %s(" % function in lines[i - 2])


def check_machines():
    """Objects of other machines: byte orders, word sizes, relocations; with .debug_aranges and without.
    eu-addr2line ends a chain of callers where clang gives no line, so the innermost place is compared."""
    if not shutil.which("clang-14") or not shutil.which("eu-addr2line"):
        print("machines: clang-14 and eu-addr2line are not installed")
        return
    for machine in ("aarch64", "arm", "i386", "powerpc", "powerpc64", "powerpc64le", "riscv64", "s390x"):
        flags = ["--target=%s-linux-gnu" % machine, "-O2", "-g", "-c", "-DNO_NESTED"]
        bare = built(machine + ".bare", "clang-14", flags)
        path = built(machine + ".o", "clang-14", [*flags, "-gdwarf-aranges"])
        if not path or not bare:
            print("%s: clang cannot build it here" % machine)
            continue
        # Descriptors of functions (powerpc64) and marks of Thumb code (arm) are led to code.
        got = places.ours([TOOL], path, ["other+0x0", "outer+0x0"])
        differ(machine + " names", ["other", "outer"], got, [[(f, SOURCE, brace_of(f))] for f in ("other", "outer")])
        for section in (".text", ".text.other"):
            more = {"section": section, "tool": places.eu, "only_first": True, "all_of": 120}
            check("%s %s" % (machine, section), path, **more)
            check("%s %s without aranges" % (machine, section), bare, reference=path, **more)


def main():
    if not shutil.which("gcc") or not shutil.which("addr2line"):
        print("no gcc, no addr2line")
        return 77
    shutil.rmtree(WORK, ignore_errors=True)
    os.makedirs(WORK)
    base = ["-O2", "-g", "-no-pie"]
    check_ways_to_build(base)
    check_separate(base)
    check_split(base)
    check_relocatable()
    check_machines()
    return 1 if failures else 0


sys.exit(main())
