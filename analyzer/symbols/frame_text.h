// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Frame text: the address of code that a line of any text tells of, in whatever log and prefix it
 * stands.
 *
 *   [    2.934885]  vfs_write+0xc7/0x3f0
 *   Jan  1 00:00:00 host kernel: [    2.93] RIP: 0010:fm_null_c.isra.0+0x5/0x10 [faultmod]
 *   [<c010f4a5>] (unwind_backtrace) from [<c010b9a1>] (show_stack+0x11/0x14)
 *   #1 0x55d0e0 in main (/usr/bin/foo+0x4f55d0) (BuildId: 0123456789abcdef)
 *   foo[12]: segfault at 0 ip 00007f12 sp 00007ff0 error 4 in libfoo.so[7f0000+1000]
 *
 * Of several symbols of a line the last one counts: it is the caller that arm names.
 *
 * Source     parsers/faults/frame.c; show_signal_msg() of arch/x86/mm/fault.c; sanitizer_common's
 *            stack trace printer
 */
#pragma once

#include "parsers/fault.h"

struct text_frame {
	/** What the line says; views of it.  Of user space: FRAME_USER is set, module is the file, offset
	 *  the address in it, and function is NULL.  An address that is no return address has FRAME_IP. */
	struct frame frame;
	size_t prefix; /**< bytes of the line that are the log's: another message may follow them */
	size_t indent; /**< bytes up to the first one of the frame; at least prefix */
	size_t end;    /**< first byte behind the frame */
	/** A segfault line: frame.address is the instruction pointer, and the mapping that it lies in.
	 *  map_offset: of the mapping's begin in the file, INT64_MIN: not printed. */
	bool is_mapped;
	uint64_t map_begin, map_size;
	int64_t map_offset;
};

/** False: the line names no address of code, or its source is there already. */
bool frame_text_find(struct slice line, struct text_frame *ret);

/** Is the address below a frame of @p function the one that was interrupted (exception_entries.def)? */
bool frame_is_exception_entry(struct slice function);
