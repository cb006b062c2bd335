// SPDX-License-Identifier: Apache-2.0
#include "analyzer/capture_dump.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "analyzer/dump_symbols.h"
#include "analyzer/ingest_held.h"
#include "parsers/base/cleanup.h"
#include "parsers/base/readat.h"
#include "parsers/base/spool.h"
#include "parsers/vmcore/dump_reader.h"

struct capture_dump {
	bool sure;
	struct sbuf head;    /**< while it is not */
	struct spool *spool; /**< of what comes in pieces; NULL: it does not */
	int fds[LIMIT_VMCORE_FILES];
	size_t n_fds;
	struct sbuf damage;
	bool ended;                   /**< the spool was, with this problem */
	const char *problem;          /**< NULL: none */
	struct dump_symbols *symbols; /**< while it is read; NULL: none are wanted */
};

struct capture_dump *capture_dump_new(void)
{
	return xcalloc(1, sizeof(struct capture_dump));
}

void capture_dump_free(struct capture_dump *d)
{
	if (!d)
		return;
	sbuf_deinit(&d->head);
	sbuf_deinit(&d->damage);
	spool_free(d->spool);
	free(d);
}

static uint64_t size_of(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && st.st_size > 0 ? (uint64_t)st.st_size : 0;
}

bool capture_dump_file(struct capture_dump *d, const int *fds, size_t n_fds, uint64_t *ret_bytes)
{
	char few[64];
	struct slice head = { few, read_at(fds[0], 0, few, sizeof(few)) };
	enum dump_probe found = dump_probe(head);
	_cleanup_free_ char *more = NULL;

	if (found == DUMP_PROBE_MORE) {
		more = xmalloc(LIMIT_VMCORE_HEAD_BYTES);
		head.p = more;
		head.n = read_at(fds[0], 0, more, LIMIT_VMCORE_HEAD_BYTES);
		found = dump_probe(head);
	}
	if (found != DUMP_PROBE_YES || n_fds > LIMIT_VMCORE_FILES)
		return false;
	d->sure = true;
	d->n_fds = n_fds;
	memcpy(d->fds, fds, n_fds * sizeof(*fds));
	*ret_bytes = 0;
	for (size_t i = 0; i < n_fds; i++)
		*ret_bytes += size_of(fds[i]);
	return true;
}

bool capture_dump_feed(struct capture_dump *d, struct slice bytes)
{
	if (d->sure) {
		spool_add(d->spool, bytes);
		return true;
	}
	// most members are none: nothing of them is copied
	enum dump_probe found = dump_probe(bytes);
	if (d->head.n || found == DUMP_PROBE_MORE) {
		size_t before = d->head.n;
		sbuf_add(&d->head, bytes);
		found = dump_probe(sbuf_slice(&d->head));
		if (found == DUMP_PROBE_MORE)
			return true;
		if (found == DUMP_PROBE_NO)
			d->head.n = before;
	}
	if (found != DUMP_PROBE_YES)
		return false;
	d->sure = true;
	d->spool = spool_new(LIMIT_VMCORE_SPOOL_BYTES);
	spool_add(d->spool, d->head.n ? sbuf_slice(&d->head) : bytes);
	return true;
}

bool capture_dump_is_sure(const struct capture_dump *d)
{
	return d->sure;
}

struct slice capture_dump_head(const struct capture_dump *d)
{
	return sbuf_slice(&d->head);
}

static void hash_range(struct sha256 *h, int fd, uint64_t begin, uint64_t end)
{
	enum {
		BLOCK = 1 << 20
	};
	_cleanup_free_ char *buf = xmalloc(BLOCK);

	while (begin < end) {
		size_t n = end - begin < BLOCK ? (size_t)(end - begin) : BLOCK;
		size_t got = read_at(fd, begin, buf, n);
		if (!got)
			break;
		sha256_add(h, (struct slice){ buf, got });
		begin += got;
	}
}

static void hash_file(struct sha256 *h, int fd)
{
	uint64_t size = size_of(fd), mib = UINT64_C(1) << 20;
	char text[32];

	if (size <= CAPTURE_DUMP_HASH_BYTES) {
		hash_range(h, fd, 0, size);
		return;
	}
	int n = snprintf(text, sizeof(text), "%llu", (unsigned long long)size);
	sha256_add(h, (struct slice){ text, (size_t)n });
	hash_range(h, fd, 0, mib);
	for (uint64_t at = mib; at < size - mib; at += size / 4096)
		hash_range(h, fd, at, at + 4096);
	hash_range(h, fd, size - mib, size);
}

/** No more bytes come: what was spooled is a file. */
static void end_spool(struct capture_dump *d)
{
	if (!d->spool || d->ended)
		return;
	d->ended = true;
	d->fds[0] = spool_end_file(d->spool, &d->problem);
	d->n_fds = d->fds[0] >= 0;
}

bool capture_dump_hold(struct capture_dump *d, uint64_t max_spooled, struct held_dump *ret)
{
	end_spool(d);
	if (!d->n_fds || d->problem)
		return false;
	uint64_t spooled = d->spool ? size_of(d->fds[0]) : 0;
	bool is_part = d->n_fds == 1 && dumpset_look(d->fds[0], &ret->part);
	// parts that are files have been joined
	if (spooled > max_spooled || !((is_part && d->spool) || dump_wants_lists(d->fds, d->n_fds)))
		return false;
	ret->fds = xcalloc(d->n_fds, sizeof(*ret->fds));
	for (; ret->n_fds < d->n_fds; ret->n_fds++) {
		int fd = fcntl(d->fds[ret->n_fds], F_DUPFD_CLOEXEC, 0);
		if (fd < 0)
			break;
		ret->fds[ret->n_fds] = fd;
	}
	if (ret->n_fds < d->n_fds) {
		while (ret->n_fds)
			close(ret->fds[--ret->n_fds]);
		free(ret->fds);
		return false;
	}
	ret->is_part = is_part;
	ret->spooled = spooled;
	return true;
}

static bool on_rows(void *ctx, const struct snapshot_rows *rows)
{
	const struct part part = { .no = 0 };
	struct snapshot_rows more = *rows;
	struct capture *c = ctx;

	if (c->dump->symbols)
		dump_symbols_add(c->dump->symbols, &more);
	return c->sink.rows(c->sink.ctx, &part, &more);
}

static void on_dump(void *ctx, const struct dump *d)
{
	struct capture *c = ctx;

	dump_symbols_kernel(c->dump->symbols, d);
}

static void on_boot(void *ctx, const struct boot *b)
{
	struct capture *c = ctx;

	lines_boot(c->lines, b);
}

static void on_crashed(void *ctx, int64_t us)
{
	struct capture *c = ctx;

	c->mtime_us = us; // it shows the machine as it was then
}

static void on_lists(void *ctx, struct ksyms_list *l)
{
	struct capture *c = ctx;

	c->sink.lists(c->sink.ctx, l);
}

static void on_record(void *ctx, const struct record *r)
{
	struct capture *c = ctx;

	lines_record(c->lines, r);
}

void capture_dump_end(struct capture_dump *d, struct capture *c)
{
	struct dump_sink sink = {
		.ctx = c,
		.rows = c->sink.rows ? on_rows : NULL,
		.boot = on_boot,
		.crashed = on_crashed,
		.dump = c->sink.debug ? on_dump : NULL,
		.lists = c->sink.lists ? on_lists : NULL,
		.record = on_record,
	};

	end_spool(d);
	struct sbuf damage = { 0 };
	struct err *e = NULL;
	if (c->sink.debug) {
		d->symbols = dump_symbols_new(c->sink.debug);
		sink.debug = dump_symbols_debug(d->symbols);
	}
	if (d->n_fds)
		e = dump_read(d->fds, d->n_fds, "memory dump", &sink, &damage);
	if (d->problem)
		sbuf_puts(&d->damage, d->problem);
	struct slice more = e ? slice_str(e->msg) : sbuf_slice(&damage);
	if (d->problem && more.n)
		sbuf_puts(&d->damage, "; ");
	sbuf_add(&d->damage, more);
	err_free(e);
	sbuf_deinit(&damage);
	dump_symbols_free(d->symbols);
	d->symbols = NULL;
}

const char *capture_dump_damage(const struct capture_dump *d)
{
	return d->damage.n ? d->damage.p : NULL;
}

void capture_dump_hash(const struct capture_dump *d, char ret[SHA256_HEX + 1])
{
	struct sha256 *h = sha256_new();

	for (size_t i = 0; i < d->n_fds; i++)
		hash_file(h, d->fds[i]);
	sha256_end(h, ret);
	sha256_free(h);
}
