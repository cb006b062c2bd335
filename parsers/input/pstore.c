// SPDX-License-Identifier: Apache-2.0
/*
 * dmesg-efi-165467812103001 (time 1654678121, part 03, dump 001) begins:
 *
 *   Oops#1 Part3
 *   <6>[   12.052041] e1000e 0000:00:1f.6 eno1: NIC Link is Up 1000 Mbps Full Duplex
 *
 * and dmesg-efi-165467812101001 ends the log:
 *
 *   Oops#1 Part1
 *   <4>[   34.713313] Code: Unable to access opcode bytes at RIP 0x7f5c2e0a7b0d.
 */
#include "parsers/input/pstore.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "parsers/base/cleanup.h"
#include "parsers/base/sbuf.h"

/** kmsg_dump_reason_str() in kernel/printk/printk.c, and what it was in older kernels. */
static const struct slice reasons[] = {
	{ "Panic", 5 },   { "Oops", 4 }, { "Emergency", 9 }, { "Shutdown", 8 }, { "Unknown", 7 },
	{ "Restart", 7 }, { "Halt", 4 }, { "Poweroff", 8 },  { "Reboot", 6 },
};

static bool number(struct slice *in, unsigned *ret)
{
	int64_t v;

	if (!in->n || *in->p < '0' || *in->p > '9' || !slice_i64(in, &v) || v > 1000000)
		return false;
	*ret = (unsigned)v;
	return true;
}

bool pstore_part_parse(struct slice text, struct pstore_part *ret)
{
	struct slice in, line = text;
	struct pstore_part p = { 0 };

	if (!slice_line(&text, &in))
		return false;
	for (size_t i = 0; i < sizeof(reasons) / sizeof(*reasons) && !p.reason.n; i++)
		if (slice_skip(&in, reasons[i]))
			p.reason = slice_head(line, reasons[i].n);
	if (!p.reason.n || !slice_skip_char(&in, '#') || !number(&in, &p.count) ||
	    !slice_skip(&in, S(" Part")) || !number(&in, &p.part) || slice_trim(in).n)
		return false;
	*ret = p;
	return true;
}

/** A file of the list that is a part, and what tells which dump it belongs to. */
struct candidate {
	size_t file;          /**< index in the list */
	struct slice folder;  /**< views of the path */
	struct slice backend; /**< "dmesg-efi" */
	uint64_t stamp;       /**< time of the dump, where the name says; 0 */
	char reason[12];
	unsigned count, part;
	unsigned set; /**< which of several dumps with equal headers */
};

/** Names of EFI records are (time * 100 + part) * 1000 + dump. */
static void split_name(const char *path, struct candidate *c)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;
	const char *dash = strrchr(name, '-');
	struct slice digits = slice_str(dash ? dash + 1 : "");
	int64_t id;

	c->folder = (struct slice){ path, (size_t)(name - path) };
	c->backend = (struct slice){ name, dash ? (size_t)(dash - name) : 0 };
	if (digits.n >= 15 && slice_i64(&digits, &id) && id > 0)
		c->stamp = (uint64_t)id / 100000;
}

/** Order of dumps; parts do not count. */
static int dump_cmp(const struct candidate *a, const struct candidate *b)
{
	int d = slice_cmp(a->folder, b->folder);

	d = d ? d : slice_cmp(a->backend, b->backend);
	d = d ? d : (a->stamp > b->stamp) - (a->stamp < b->stamp);
	d = d ? d : strcmp(a->reason, b->reason);
	return d ? d : (a->count > b->count) - (a->count < b->count);
}

/** Equal parts of one dump side by side, in the order of their paths. */
static int by_part(const void *va, const void *vb)
{
	const struct candidate *a = va, *b = vb;
	int d = dump_cmp(a, b);

	d = d ? d : (a->part < b->part) - (a->part > b->part);
	return d ? d : (a->file > b->file) - (a->file < b->file);
}

static int by_set(const void *va, const void *vb)
{
	const struct candidate *a = va, *b = vb;
	int d = dump_cmp(a, b);

	d = d ? d : (a->set > b->set) - (a->set < b->set);
	return d ? d : by_part(va, vb);
}

/** The parts of one dump, @p n >= 2, become the entry of the first of them. */
static void join(struct input_list *l, const struct candidate *c, size_t n)
{
	struct input_file *first = &l->files[c[0].file];
	char **parts = xcalloc(n, sizeof(*parts));

	for (size_t i = 0; i < n; i++) {
		struct input_file *f = &l->files[c[i].file];
		parts[i] = f->path;
		if (i) {
			first->bytes += f->bytes;
			f->path = NULL; // taken out of the list below
		}
	}
	first->path = xstrdup(parts[0]);
	first->parts = parts;
	first->n_parts = n;
}

static bool look(const char *path, struct candidate *c)
{
	char head[64];
	struct pstore_part p;
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	ssize_t n = fd >= 0 ? pread(fd, head, sizeof(head), 0) : -1;

	if (n <= 0 || !pstore_part_parse((struct slice){ head, (size_t)n }, &p))
		return false;
	memcpy(c->reason, p.reason.p, p.reason.n);
	c->count = p.count;
	c->part = p.part;
	split_name(path, c);
	return true;
}

static void join_all(struct input_list *l, struct candidate *c, size_t n)
{
	// records of several boots may have equal headers: the k-th of each part makes the k-th log
	qsort(c, n, sizeof(*c), by_part);
	for (size_t i = 1; i < n; i++)
		if (dump_cmp(&c[i - 1], &c[i]) == 0 && c[i - 1].part == c[i].part)
			c[i].set = c[i - 1].set + 1;
	qsort(c, n, sizeof(*c), by_set);
	for (size_t i = 0, end; i < n; i = end) {
		for (end = i + 1; end < n && end - i < LIMIT_PSTORE_PARTS; end++)
			if (dump_cmp(&c[i], &c[end]) != 0 || c[i].set != c[end].set)
				break;
		if (end - i > 1)
			join(l, c + i, end - i);
	}
}

void pstore_join(struct input_list *l)
{
	_cleanup_free_ struct candidate *c = NULL;
	size_t n = 0, cap = 0, kept = 0;

	for (size_t i = 0; i < l->n; i++) {
		struct candidate one = { .file = i };
		if (!l->files[i].bytes || l->files[i].bytes > LIMIT_PSTORE_PART_BYTES ||
		    !look(l->files[i].path, &one))
			continue;
		if (n == cap) {
			cap = cap ? 2 * cap : 64;
			c = xreallocarray(c, cap, sizeof(*c));
		}
		c[n++] = one;
	}
	if (n < 2)
		return;
	join_all(l, c, n);
	for (size_t i = 0; i < l->n; i++)
		if (l->files[i].path)
			l->files[kept++] = l->files[i];
	l->n = kept;
}

/** Hand on one part.  False: could not be read whole, and @p why says so if it was empty. */
static void read_part(const char *path, const struct input_sink *sink, uint64_t *consumed,
                      bool *any, struct sbuf *why)
{
	_cleanup_free_ char *buf = xmalloc(LIMIT_PSTORE_PART_BYTES + 1);
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	size_t n = 0;
	ssize_t got = fd >= 0 ? 1 : -1;

	while (got > 0 && n < LIMIT_PSTORE_PART_BYTES) {
		got = pread(fd, buf + n, LIMIT_PSTORE_PART_BYTES - n, (off_t)n);
		if (got < 0 && errno == EINTR)
			got = 1;
		else if (got > 0)
			n += (size_t)got;
	}
	if (got < 0 && !why->n)
		sbuf_printf(why, "part %s: cannot be read at byte %zu: %s", path, n,
		            strerror(errno));
	if (!n)
		return;
	if (buf[n - 1] != '\n')
		buf[n++] = '\n'; // else the next part's first line would be glued to it
	sink->bytes(sink->ctx, (struct slice){ buf, n });
	*any = true;
	*consumed += n;
}

void pstore_read(const struct input_file *file, const struct input_sink *sink)
{
	struct input_member m = { .path = file->path, .top = file->path, .mtime_us = INT64_MIN };
	struct sbuf why = { 0 };
	struct stat st;
	uint64_t consumed = 0;
	bool any = false;

	if (stat(file->path, &st) == 0)
		m.mtime_us = (int64_t)st.st_mtim.tv_sec * 1000000 + st.st_mtim.tv_nsec / 1000;
	if (!sink->begin(sink->ctx, &m))
		return;
	for (size_t i = 0; i < file->n_parts; i++) {
		read_part(file->parts[i], sink, &consumed, &any, &why);
		if (sink->progress && !sink->progress(sink->ctx, consumed)) {
			if (!why.n)
				sbuf_printf(&why, "interrupted after part %s", file->parts[i]);
			break;
		}
	}
	sink->end(sink->ctx,
	          !why.n ? INPUT_OK
	          : any  ? INPUT_PARTIAL
	                 : INPUT_FAILED,
	          why.n ? why.p : NULL);
	sbuf_deinit(&why);
}
