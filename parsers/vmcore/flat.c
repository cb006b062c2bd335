// SPDX-License-Identifier: Apache-2.0
#include "parsers/vmcore/flat.h"

#include "parsers/base/bisect.h"
#include "parsers/base/cleanup.h"
#include "parsers/base/readat.h"
#include "parsers/limits.h"

#define FLAT_TYPE    1
#define FLAT_VERSION 1
#define PIECE_BYTES  ((size_t)1 << 20)

/** Bytes [begin, end) that some piece had. */
struct extent {
	uint64_t begin, end;
};

struct flat {
	struct spool *spool;
	struct extent *extents; /**< sorted, none of them touching another */
	size_t n_extents;
	uint64_t size;
	bool cut;
};

static int64_t number(const char *p)
{
	return (int64_t)bytes_number(p, 8, true);
}

bool flat_is(struct slice head)
{
	return head.n >= 32 && slice_starts(head, S("makedumpfile\0\0\0\0")) &&
	       number(head.p + 16) == FLAT_TYPE && number(head.p + 24) == FLAT_VERSION;
}

/** Index of the first extent that ends at or behind @p at. */
static size_t extent_find(const struct flat *f, uint64_t at)
{
	return bisect(f->n_extents, i, f->extents[i].end < at);
}

/** False: they are too many. */
static bool extent_add(struct flat *f, uint64_t begin, uint64_t end)
{
	size_t first = extent_find(f, begin), last = first;

	while (last < f->n_extents && f->extents[last].begin <= end) {
		struct extent *e = &f->extents[last++];
		begin = e->begin < begin ? e->begin : begin;
		end = e->end > end ? e->end : end;
	}
	if (first == last && f->n_extents == LIMIT_FLAT_EXTENTS)
		return false;
	if (first == last && (f->n_extents & (f->n_extents + 1)) == 0) // 0, 1, 3, 7, …: full
		f->extents = xreallocarray(f->extents, 2 * f->n_extents + 1, sizeof(*f->extents));
	memmove(f->extents + first + 1, f->extents + last,
	        (f->n_extents - last) * sizeof(*f->extents));
	f->n_extents += 1 - (last - first);
	f->extents[first] = (struct extent){ begin, end };
	return true;
}

/** Copy a piece: how many of its @p n bytes were there and could be written. */
static uint64_t copy(struct flat *f, int fd, uint64_t from, uint64_t to, uint64_t n, char *buf)
{
	uint64_t done = 0;

	while (done < n) {
		size_t want = n - done < PIECE_BYTES ? (size_t)(n - done) : PIECE_BYTES;
		size_t got = read_at(fd, from + done, buf, want);
		if (!got || !spool_put(f->spool, to + done, (struct slice){ buf, got }))
			break;
		done += got;
	}
	return done;
}

struct flat *flat_new(int fd)
{
	struct flat *f = xcalloc(1, sizeof(*f));
	_cleanup_free_ char *buf = xmalloc(PIECE_BYTES);
	uint64_t at = FLAT_HEADER_BYTES;
	char header[16];

	f->spool = spool_new(LIMIT_VMCORE_SPOOL_BYTES);
	f->cut = true;
	while (read_all_at(fd, at, header, sizeof(header))) {
		int64_t to = number(header), n = number(header + 8);
		if (to == -1 && n == -1) {
			f->cut = false;
			break;
		}
		if (to < 0 || n <= 0)
			break;
		at += sizeof(header);
		uint64_t done = copy(f, fd, at, (uint64_t)to, (uint64_t)n, buf);
		if (done && !extent_add(f, (uint64_t)to, (uint64_t)to + done))
			break;
		if (done < (uint64_t)n)
			break;
		at += (uint64_t)n;
	}
	if (f->n_extents)
		f->size = f->extents[f->n_extents - 1].end;
	return f;
}

void flat_free(struct flat *f)
{
	if (!f)
		return;
	spool_free(f->spool);
	free(f->extents);
	free(f);
}

int flat_fd(struct flat *f, const char **ret_problem)
{
	return spool_end_file(f->spool, ret_problem);
}

uint64_t flat_hole(const struct flat *f, uint64_t begin)
{
	size_t i = extent_find(f, begin);

	if (i < f->n_extents && f->extents[i].end == begin)
		i++; // ends where we begin
	if (i == f->n_extents)
		return begin < f->size ? begin : f->size;
	return f->extents[i].begin <= begin ? f->extents[i].end : begin;
}

bool flat_is_cut(const struct flat *f)
{
	return f->cut;
}
