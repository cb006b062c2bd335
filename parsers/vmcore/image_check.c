// SPDX-License-Identifier: Apache-2.0
#include "parsers/vmcore/image_check.h"

#include <stdlib.h>

#include "parsers/base/cleanup.h"
#include "parsers/base/readat.h"
#include "parsers/base/sbuf.h"
#include "parsers/limits.h"
#include "parsers/vmcore/vmcoreinfo.h"

static bool is_name_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       (c && strchr("_-()$", c));
}

static bool is_key(struct slice key)
{
	if (!key.n || key.n > 255 || key.p[0] == '.' || key.p[key.n - 1] == '.')
		return false;
	for (size_t i = 0; i < key.n; i++)
		if (!is_name_byte(key.p[i]) && (key.p[i] != '.' || key.p[i - 1] == '.'))
			return false;
	return true;
}

/** As if `.` were less than any other byte, so that a.b stands right behind a. */
static int key_cmp(const void *va, const void *vb)
{
	const struct slice *a = va, *b = vb;
	size_t n = a->n < b->n ? a->n : b->n;

	for (size_t i = 0; i < n; i++) {
		int x = a->p[i] == '.' ? -1 : (unsigned char)a->p[i];
		int y = b->p[i] == '.' ? -1 : (unsigned char)b->p[i];
		if (x != y)
			return x < y ? -1 : 1;
	}
	return (a->n > b->n) - (a->n < b->n);
}

bool vmcoreinfo_is_sound(struct slice text, struct slice *ret_line)
{
	struct slice line, rest, *keys;
	size_t n = 0, cap = 1;
	bool ok = true;

	for (size_t i = 0; i < text.n; i++)
		cap += text.p[i] == '\n';
	keys = xcalloc(cap, sizeof(*keys));
	for (rest = text; ok && slice_line(&rest, &line);) {
		struct slice value = line, key;
		if (!line.n)
			continue;
		ok = slice_cut(&value, '=', &key) && is_key(key) && !memchr(line.p, 0, line.n);
		if (ok)
			keys[n++] = key;
		else
			*ret_line = line;
	}
	if (ok && n)
		qsort(keys, n, sizeof(*keys), key_cmp);
	for (size_t i = 1; ok && i < n; i++) {
		struct slice a = keys[i - 1], b = keys[i];
		ok = !(b.n > a.n && b.p[a.n] == '.' && slice_starts(b, a));
		if (!ok)
			*ret_line = b;
	}
	free(keys);
	return ok;
}

static struct err *damaged(const char *name, const char *what)
{
	return err_new(ERR_FORMAT, 0, "%s: damaged: %s", name, what);
}

static struct err *check_page_size(struct slice text, const char *name)
{
	_cleanup_(vmcoreinfo_freep) struct vmcoreinfo *v = vmcoreinfo_new(text);
	struct slice value;
	uint64_t n;

	if (!vmcoreinfo_text(v, "PAGESIZE", &value))
		return NULL;
	if (vmcoreinfo_decimal(v, "PAGESIZE", &n) && n >= 1024 && n <= 1 << 20 && !(n & (n - 1)))
		return NULL;
	return damaged(name, "VMCOREINFO has an impossible size of pages");
}

static struct err *check_text(struct slice text, const char *name, struct sbuf *ret)
{
	struct slice line;

	// what pads it to a word or a block
	while (text.n && !text.p[text.n - 1])
		text.n--;
	if (vmcoreinfo_is_sound(text, &line)) {
		sbuf_add(ret, text);
		return check_page_size(text, name);
	}
	line = slice_head(line, 60);
	struct sbuf shown = { 0 };
	sbuf_text(&shown, line);
	struct err *e = err_new(ERR_FORMAT, 0, "%s: damaged: VMCOREINFO has a line '%s'", name,
	                        shown.p ? shown.p : "");
	sbuf_deinit(&shown);
	return e;
}

static bool is_inside(uint64_t off, uint64_t n, uint64_t max, uint64_t file_size)
{
	return !n || (n <= max && off <= file_size && n <= file_size - off);
}

struct err *image_check_places(int fd, uint64_t file_size, const struct kdump_places *p,
                               const char *name, struct sbuf *vmcoreinfo)
{
	if (!is_inside(p->vmcoreinfo_off, p->n_vmcoreinfo, LIMIT_VMCOREINFO_BYTES, file_size))
		return damaged(name, "VMCOREINFO is said to lie outside the file");
	if (!is_inside(p->notes_off, p->n_notes, LIMIT_VMCORE_NOTE_BYTES, file_size))
		return damaged(name, "its notes are said to lie outside the file");
	if (!is_inside(p->erase_off, p->n_erase, LIMIT_VMCORE_NOTE_BYTES, file_size))
		return damaged(name, "its erase information is said to lie outside the file");
	if (!p->n_vmcoreinfo)
		return NULL;
	_cleanup_free_ char *text = xmalloc(p->n_vmcoreinfo);
	if (!read_all_at(fd, p->vmcoreinfo_off, text, p->n_vmcoreinfo))
		return damaged(name, "VMCOREINFO cannot be read");
	return check_text((struct slice){ text, p->n_vmcoreinfo }, name, vmcoreinfo);
}

struct err *image_check_notes(int fd, uint64_t file_size, uint64_t off, uint64_t n, bool big_endian,
                              const char *name, struct sbuf *vmcoreinfo)
{
	if (!is_inside(off, n, LIMIT_VMCORE_NOTE_BYTES, file_size))
		return damaged(name, "its notes are said to lie outside the file");
	_cleanup_free_ char *notes = xmalloc(n + 1);
	if (!read_all_at(fd, off, notes, n))
		return damaged(name, "its notes cannot be read");
	for (uint64_t at = 0; n - at >= 12;) {
		uint64_t n_name = bytes_number(notes + at, 4, big_endian);
		uint64_t n_desc = bytes_number(notes + at + 4, 4, big_endian);
		uint64_t name_at = at + 12, desc_at = name_at + ((n_name + 3) & ~UINT64_C(3));
		if (desc_at > n || n_desc > n - desc_at)
			return damaged(name, "a note is longer than all of them");
		struct slice owner = { notes + name_at, n_name };
		if (slice_starts(owner, S("VMCOREINFO"))) {
			struct err *e = check_text((struct slice){ notes + desc_at, n_desc }, name,
			                           vmcoreinfo);
			if (e)
				return e;
		}
		at = desc_at + ((n_desc + 3) & ~UINT64_C(3));
		if (at > n)
			break;
	}
	return NULL;
}
