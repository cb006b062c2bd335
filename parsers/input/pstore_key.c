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

#include <stdlib.h>

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

/** Names of EFI records are (time * 100 + part) * 1000 + dump. */
static void split_name(const char *path, struct pstore_key *c)
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
static int dump_cmp(const struct pstore_key *a, const struct pstore_key *b)
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
	const struct pstore_key *a = va, *b = vb;
	int d = dump_cmp(a, b);

	d = d ? d : (a->part < b->part) - (a->part > b->part);
	return d ? d : strcmp(a->path, b->path);
}

static int by_set(const void *va, const void *vb)
{
	const struct pstore_key *a = va, *b = vb;
	int d = dump_cmp(a, b);

	d = d ? d : (a->set > b->set) - (a->set < b->set);
	return d ? d : by_part(va, vb);
}

bool pstore_key_make(const char *path, struct slice head, size_t index, struct pstore_key *ret)
{
	struct pstore_key k = { .path = path, .index = index };
	struct pstore_part p;

	if (!pstore_part_parse(slice_head(head, PSTORE_HEAD_BYTES), &p))
		return false;
	memcpy(k.reason, p.reason.p, p.reason.n);
	k.count = p.count;
	k.part = p.part;
	split_name(path, &k);
	*ret = k;
	return true;
}

void pstore_sort(struct pstore_key *k, size_t n)
{
	if (n < 2)
		return;
	// records of several boots may have equal headers: the k-th of each part makes the k-th log
	qsort(k, n, sizeof(*k), by_part);
	for (size_t i = 1; i < n; i++)
		if (dump_cmp(&k[i - 1], &k[i]) == 0 && k[i - 1].part == k[i].part)
			k[i].set = k[i - 1].set + 1;
	qsort(k, n, sizeof(*k), by_set);
}

size_t pstore_run(const struct pstore_key *k, size_t n)
{
	size_t end = 1;

	while (end < n && end < LIMIT_PSTORE_PARTS && dump_cmp(&k[0], &k[end]) == 0 &&
	       k[0].set == k[end].set)
		end++;
	return end;
}
