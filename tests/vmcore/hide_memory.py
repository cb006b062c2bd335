#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A copy of a kdump-compressed dump of x86-64 in which some of the kernel's memory cannot be read.

    hide_memory.py DUMP COPY SYSTEM_MAP BEGIN:END...

BEGIN and END are symbols of SYSTEM_MAP; the pages between them are overwritten so that they do not unpack.
"""

import struct
import sys

IMAGE_BASE = 0xFFFFFFFF80000000
PAGE_DESC = struct.Struct("<QIIQ")


def vmcoreinfo(data, sub_header):
    offset, size = struct.unpack_from("<QQ", data, sub_header + 32)
    lines = bytes(data[offset:offset + size]).decode().splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)


def symbols(path):
    with open(path, encoding="ascii") as f:
        return {name: int(addr, 16) for addr, _, name in (line.split() for line in f)}


def page_places(data):
    """Of each page that is there, by its number: where its bytes lie."""
    block, sub_blocks, bitmap_blocks = struct.unpack_from("<III", data, 428)
    bitmaps = (1 + sub_blocks) * block
    half = bitmap_blocks * block // 2
    at = bitmaps + bitmap_blocks * block
    places = {}
    for i, byte in enumerate(data[bitmaps + half:bitmaps + 2 * half]):
        for bit in range(8):
            if byte >> bit & 1:
                places[8 * i + bit] = PAGE_DESC.unpack_from(data, at)[:2]
                at += PAGE_DESC.size
    return block, places


def hide(data, names, ranges):
    block, places = page_places(data)
    info = vmcoreinfo(data, block)
    shift = int(info["KERNELOFFSET"], 16) - IMAGE_BASE + int(info["NUMBER(phys_base)"])
    hidden = 0
    for begin, end in ranges:
        for page in range((names[begin] + shift) // block, (names[end] + shift - 1) // block + 1):
            offset, size = places[page]
            data[offset:offset + size] = b"\xff" * size
            hidden += 1
    return hidden


def main():
    dump, copy, system_map, *ranges = sys.argv[1:]
    with open(dump, "rb") as f:
        data = bytearray(f.read())
    print(hide(data, symbols(system_map), [r.split(":") for r in ranges]), "pages")
    with open(copy, "wb") as f:
        f.write(data)


if __name__ == "__main__":
    main()
