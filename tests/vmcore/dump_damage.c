// SPDX-License-Identifier: Apache-2.0
#include "tests/vmcore/dump_damage.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "parsers/base/cleanup.h"
#include "parsers/base/readat.h"

#define DESC_BYTES 24 // struct page_desc: offset (8 bytes), size, flags (4 each), page_flags (8)
#define HEAD_BYTES 512

const char *const damage_names[DAMAGE_COUNT] = {
	[DAMAGE_DATA] = "data", [DAMAGE_PAGE] = "page", [DAMAGE_PAGES] = "pages",
	[DAMAGE_BIT] = "bit",   [DAMAGE_SWAP] = "swap", [DAMAGE_HEADER] = "header",
	[DAMAGE_MAP] = "map",
};

/** xorshift64, Marsaglia 2003 */
static uint64_t next_random(struct dump_damage *d, uint64_t below)
{
	d->random ^= d->random << 13;
	d->random ^= d->random >> 7;
	d->random ^= d->random << 17;
	return d->random % below;
}

static struct err *copy_file(const char *path, struct dump_damage *ret)
{
	_cleanup_close_ int from = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;

	if (from < 0 || fstat(from, &st) != 0)
		return err_new(ERR_IO, errno, "%s", path);
	ret->size = (uint64_t)st.st_size;
	ret->fd = memfd_create("dump", MFD_CLOEXEC);
	if (ret->fd < 0 || ftruncate(ret->fd, st.st_size) != 0)
		return err_new(ERR_IO, errno, "a copy of %s", path);
	void *map = mmap(NULL, ret->size + 1, PROT_READ | PROT_WRITE, MAP_SHARED, ret->fd, 0);
	if (map == MAP_FAILED)
		return err_new(ERR_IO, errno, "a copy of %s", path);
	ret->bytes = map;
	if (!read_all_at(from, 0, ret->bytes, ret->size))
		return err_new(ERR_IO, errno, "%s", path);
	return NULL;
}

struct err *dump_damage_open(const char *path, uint64_t seed, struct dump_damage *ret)
{
	struct dump_damage d = { .fd = -1, .random = seed };
	struct kdump_file f;
	struct err *e = copy_file(path, &d);

	if (!e && d.size < HEAD_BYTES)
		e = err_new(ERR_FORMAT, 0, "%s: too short", path);
	if (!e)
		e = kdump_file_open(d.fd, d.size, d.bytes, path, &f);
	if (e) {
		dump_damage_close(&d);
		return e;
	}
	d.map = f.map_off - f.n_map;
	d.descs = f.descs_off;
	d.data = kdump_file_data(&f);
	d.pages = f.n_pages;
	kdump_file_deinit(&f);
	*ret = d;
	return NULL;
}

void dump_damage_close(struct dump_damage *d)
{
	if (d->bytes)
		munmap(d->bytes, d->size + 1);
	if (d->fd >= 0)
		close(d->fd);
	free(d->undo);
}

static void put(struct dump_damage *d, uint64_t off, char c)
{
	assert(off < d->size);
	if (d->n_undo == d->cap_undo) {
		d->cap_undo = d->cap_undo ? 2 * d->cap_undo : 64;
		d->undo = xreallocarray(d->undo, d->cap_undo, sizeof(*d->undo));
	}
	d->undo[d->n_undo++] = (struct damage_undo){ off, d->bytes[off] };
	d->bytes[off] = c;
}

static uint64_t desc(const struct dump_damage *d, uint64_t page, size_t off, size_t n)
{
	return bytes_number(d->bytes + d->descs + page * DESC_BYTES + off, n, false);
}

/** The data of a page is gone: no flags are known by which it could be read. */
static void lose(struct dump_damage *d, uint64_t page)
{
	put(d, d->descs + page * DESC_BYTES + 15, (char)0x80);
}

static void swap(struct dump_damage *d, uint64_t a, uint64_t b)
{
	for (size_t i = 0; i < DESC_BYTES; i++) {
		uint64_t x = d->descs + a * DESC_BYTES + i, y = d->descs + b * DESC_BYTES + i;
		char c = d->bytes[x];
		put(d, x, d->bytes[y]);
		put(d, y, c);
	}
}

static uint64_t damage_byte(struct dump_damage *d, uint64_t off)
{
	put(d, off, (char)(d->bytes[off] ^ (1 + next_random(d, 255))));
	return off;
}

static uint64_t damage_bit(struct dump_damage *d, uint64_t off)
{
	put(d, off, (char)(d->bytes[off] ^ (1 << next_random(d, 8))));
	return off;
}

/** A page that is kept compressed. */
static uint64_t compressed_page(struct dump_damage *d)
{
	uint64_t page;

	do
		page = next_random(d, d->pages);
	while (!desc(d, page, 12, 4));
	return page;
}

void dump_damage_do(struct dump_damage *d, enum damage_kind kind, char *what, size_t n_what)
{
	uint64_t page = next_random(d, d->pages), other, at = page;

	assert(!d->n_undo);
	switch (kind) {
	case DAMAGE_DATA:
		page = compressed_page(d);
		at = damage_byte(d, desc(d, page, 0, 8) + next_random(d, desc(d, page, 8, 4)));
		break;
	case DAMAGE_PAGE:
		lose(d, page);
		break;
	case DAMAGE_PAGES:
		at = 4 + next_random(d, 1997);
		for (uint64_t i = 0; i < d->pages; i++)
			if (!next_random(d, at))
				lose(d, i);
		break;
	case DAMAGE_BIT: // not of page_flags, which nobody reads
		at = damage_bit(d, d->descs + page * DESC_BYTES + next_random(d, 16));
		break;
	case DAMAGE_SWAP:
		other = next_random(d, 2) ? next_random(d, d->pages) : (page + 1) % d->pages;
		if (other != page)
			swap(d, page, other);
		break;
	case DAMAGE_HEADER:
		at = damage_byte(d, next_random(d, d->map));
		break;
	case DAMAGE_MAP:
		at = damage_bit(d, d->map + next_random(d, d->descs - d->map));
		break;
	case DAMAGE_COUNT:
		break;
	}
	snprintf(what, n_what, "%s %llu", damage_names[kind], (unsigned long long)at);
}

void dump_damage_undo(struct dump_damage *d)
{
	while (d->n_undo) {
		const struct damage_undo *u = &d->undo[--d->n_undo];
		d->bytes[u->off] = u->was;
	}
}
