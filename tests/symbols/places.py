# SPDX-License-Identifier: Apache-2.0
"""Places of addresses as several tools tell them, in one form, and what differs between them.

A place is (function, file, line); an address has a list of them, the innermost first.
"""
import re
import shutil
import subprocess

SUFFIX = re.compile(r"(\.(isra|constprop|part|cold|llvm|lto_priv)(\.\d+)?)+$")
UNKNOWN = ("??", "??", 0)


def run(command, stdin):
    done = subprocess.run(command, input=stdin, capture_output=True, text=True, errors="replace")
    if done.returncode:
        raise SystemExit("%s: exit status %d: %s" % (command, done.returncode, done.stderr[:500]))
    return done.stdout


def base_name(name):
    return SUFFIX.sub("", name)


def line_of(text):
    """`a/b.c:12:3 (discriminator 4)` as file and line; a line of 0 or ? is not known."""
    text = re.sub(r" \(discriminator \d+\)$", "", text)
    found = re.match(r"(.*?):(\d+|\?)(?::(\d+))?$", text)
    if not found:
        return text, 0
    line = int(found[2]) if found[2] != "?" else 0
    return (found[1], line) if line else ("??", 0)


def places_of(lines):
    return [(lines[i], *line_of(lines[i + 1])) for i in range(0, len(lines) - 1, 2)]


def blocks(text):
    """Answers with an empty line behind each: llvm-symbolizer and addr2place."""
    return [places_of(b.split("\n")) for b in text.rstrip("\n").split("\n\n")]


def ours(command, path, addrs):
    return blocks(run([*command, path], "".join(a + "\n" for a in addrs)))


def llvm(path, addrs, _section=None):
    return blocks(run([llvm_tool(), "-e", path], "".join(a + "\n" for a in addrs)))


def llvm_tool():
    return shutil.which("llvm-symbolizer-14") or shutil.which("llvm-symbolizer")


def addressed(command, addrs):
    """addr2line and eu-addr2line with -a: `0x…` begins each answer."""
    out, current = [], None
    for line in run(command, "".join(a + "\n" for a in addrs)).split("\n"):
        if re.match(r"0x[0-9a-f]+$", line):
            current = []
            out.append(current)
        elif line:
            current.append(line)
    # `inner inlined at file:1 in outer`: the rest is told by the next places
    return [places_of([re.sub(r" inlined at .* in .*$", "", l) for l in lines]) for lines in out]


def eu(path, addrs, section=None):
    more = ["-j", section] if section else []
    return addressed(["eu-addr2line", "-a", "-f", "-i", *more, "-e", path], addrs)


def binutils(path, addrs, section=None):
    more = ["-j", section] if section else []
    return addressed(["addr2line", "-a", "-f", "-i", *more, "-e", path], addrs)


def known(places):
    """Without what no tool knows, and with functions as the source names them."""
    return [(base_name(f), p, l) for f, p, l in places if (f, p, l) != UNKNOWN]
