// SPDX-License-Identifier: Apache-2.0
#include "analyzer/bundle/bundle.h"

#include "analyzer/bundle/layout.h"
#include "parsers/base/sbuf.h"

struct fact_of {
	char *path;
	int rank;
	struct bundle_facts facts;
};

/** One collected machine in it. */
struct group {
	const struct layout_root *root; /**< NULL: what is in none */
	size_t root_n;                  /**< bytes of a member's path before `inside` */
	uint64_t sum[4];                /**< of hashes of the members */
	uint64_t n_known;
	int64_t newest_us; /**< of its members */
	char key[KEY_HEX + 1];
	struct bundle_facts facts;
	struct boot boot; /**< that it was running */
	bool has_boot;
};

struct bundle {
	char *top;
	int64_t taken_us;
	struct store *store;
	struct fact_of *facts;
	size_t n_facts, cap_facts;
	/* while it ends */
	struct layouts layouts;
	struct group *groups; /**< one for each root, and one for what is in none */
	struct sha256 *hash;
};

struct err *bundle_open(const char *top, int64_t taken_us, struct bundle **ret)
{
	struct store *s;
	struct err *e = store_open_temporary(&s);
	if (e)
		return e;
	struct bundle *b = xcalloc(1, sizeof(*b));
	b->top = xstrdup(top);
	b->taken_us = taken_us;
	b->store = s;
	*ret = b;
	return NULL;
}

void bundle_free(struct bundle *b)
{
	if (!b)
		return;
	for (size_t i = 0; i < b->n_facts; i++)
		free(b->facts[i].path);
	free(b->facts);
	layouts_deinit(&b->layouts);
	free(b->groups);
	sha256_free(b->hash);
	store_free(b->store);
	free(b->top);
	free(b);
}

struct store *bundle_store(struct bundle *b)
{
	return b->store;
}

struct err *bundle_add(struct bundle *b, const struct store_member *m)
{
	return store_add_member(b->store, m);
}

void bundle_add_facts(struct bundle *b, const char *path, int rank,
                      const struct bundle_facts *facts)
{
	if (b->n_facts == BUNDLE_FACTS)
		return;
	if (b->n_facts == b->cap_facts) {
		b->cap_facts = b->cap_facts ? 2 * b->cap_facts : 16;
		b->facts = xreallocarray(b->facts, b->cap_facts, sizeof(*b->facts));
	}
	b->facts[b->n_facts++] = (struct fact_of){ xstrdup(path), rank, *facts };
}

/* Members are the bundle's, whatever order they come in: their hashes are added. */

static void note_layout(void *ctx, const struct store_member *m)
{
	struct bundle *b = ctx;

	layouts_add(&b->layouts, m->path, strlen(b->top));
}

static struct group *group_of(struct bundle *b, const char *path)
{
	const struct layout_root *root = layouts_find(&b->layouts, path);

	return &b->groups[root ? (size_t)(root - b->layouts.roots) : b->layouts.n];
}

static const char *inside_of(const struct group *g, const char *path)
{
	return path + g->root_n;
}

static void sum_member(void *ctx, const struct store_member *m)
{
	struct bundle *b = ctx;
	struct group *g = group_of(b, m->path);
	char hex[SHA256_HEX + 1];

	sha256_add(b->hash, slice_str(inside_of(g, m->path)));
	sha256_add(b->hash, (struct slice){ "", 1 });
	sha256_add(b->hash, slice_str(m->sha256));
	sha256_end(b->hash, hex);
	for (unsigned i = 0; i < 4; i++) {
		struct slice s = { hex + 16 * i, 16 };
		uint64_t v = 0;
		slice_hex(&s, &v);
		g->sum[i] += v;
	}
	g->n_known += m->known;
	if (m->mtime_us > g->newest_us)
		g->newest_us = m->mtime_us;
}

static void make_groups(struct bundle *b)
{
	b->groups = xcalloc(b->layouts.n + 1, sizeof(*b->groups));
	for (size_t i = 0; i <= b->layouts.n; i++) {
		struct group *g = &b->groups[i];
		const char *path = b->top;
		if (i < b->layouts.n) {
			g->root = &b->layouts.roots[i];
			path = g->root->path;
		}
		g->root_n = strlen(path) + (*path != '\0');
		g->newest_us = INT64_MIN;
		bundle_facts_init(&g->facts);
	}
}

static int fact_by_path(const void *va, const void *vb)
{
	const struct fact_of *a = va, *b = vb;

	return strcmp(a->path, b->path);
}

/** In the order of paths: of equally good places the first counts. */
static void share_facts(struct bundle *b)
{
	if (b->n_facts)
		qsort(b->facts, b->n_facts, sizeof(*b->facts), fact_by_path);
	for (size_t i = 0; i < b->n_facts; i++) {
		const struct fact_of *f = &b->facts[i];
		struct group *g = group_of(b, f->path);
		if (bundle_fact_counts(f->rank, inside_of(g, f->path), g->root != NULL))
			bundle_facts_add(&g->facts, &f->facts);
	}
}

/** What was running when the collection was made. */
static void set_boot(struct group *g)
{
	const struct bundle_facts *f = &g->facts;

	g->boot = (struct boot){ .first_mono_us = -1, .last_mono_us = -1 };
	if (*f->boot_id)
		g->boot.boot_uuid = slice_str(f->boot_id);
	if (*f->kernel_release)
		g->boot.kernel_release = slice_str(f->kernel_release);
	int64_t started = f->started_us;
	if (started == INT64_MIN && f->taken_exact && f->uptime_us != INT64_MIN)
		started = f->taken_us - f->uptime_us;
	if (started != INT64_MIN) {
		g->boot.flags = BOOT_HAS_START;
		g->boot.started_us = started;
	}
	g->has_boot = g->root && layouts_known[g->root->layout].rank == LAYOUT_MACHINE &&
	              (*f->boot_id || *f->kernel_release || started != INT64_MIN);
}

static void settle(struct bundle *b, struct group *g)
{
	struct sbuf text = { 0 };
	const char *path = g->root ? g->root->path : b->top;

	for (unsigned i = 0; i < 4; i++)
		sbuf_printf(&text, "%016llx", (unsigned long long)g->sum[i]);
	const struct slice parts[] = { S("bundle"), sbuf_slice(&text) };
	key_of(parts, 2, g->key);
	sbuf_deinit(&text);
	bundle_facts_name(&g->facts, path);
	bundle_facts_name(&g->facts, b->top);
	bundle_facts_newest(&g->facts, g->newest_us);
	if (g->facts.taken_us == INT64_MIN)
		g->facts.taken_us = b->taken_us;
	set_boot(g);
}

/** `a.tar.xz!sosreport-db1` is `a.tar.xz`; the folder that is read as `.` has no name. */
static char *path_of(const struct bundle *b, const struct group *g)
{
	const char *path = g->root ? g->root->path : b->top;
	const char *last = strrchr(path, '!');

	if (last && !strchr(last, '/'))
		return xmemdup0(path, (size_t)(last - path));
	return xstrdup(*path ? path : ".");
}

static struct err *write_bundle(struct bundle *b, struct group *g, struct store *to)
{
	_cleanup_free_ char *path = path_of(b, g);
	const struct store_bundle row = {
		.key = g->key,
		.path = path,
		.layout = g->root ? layouts_known[g->root->layout].name : NULL,
		.host = *g->facts.host ? g->facts.host : NULL,
		.taken_us = g->facts.taken_us,
	};

	return store_add_bundle(to, &row);
}

/** Is it the log of the kernel that was running?  Not what is left of earlier ones below /var. */
static bool is_current_log(const char *inside)
{
	const char *name = inside;

	for (const char *p = inside; *p; p++)
		if (*p == '/' || *p == '!')
			name = p + 1;
	size_t n = strlen(name);
	return strncmp(name, "dmesg", 5) == 0 && strncmp(inside, "var/", 4) != 0 &&
	       !(n > 4 && strcmp(name + n - 4, ".old") == 0);
}

static void place(void *ctx, const char *path, struct store_place *ret)
{
	struct bundle *b = ctx;
	struct group *g = group_of(b, path);

	*ret = (struct store_place){
		.bundle_key = g->key,
		.inside = inside_of(g, path),
		.host = *g->facts.host ? g->facts.host : NULL,
	};
	if (g->has_boot && is_current_log(ret->inside))
		ret->boot = &g->boot;
}

struct err *bundle_end(struct bundle *b, struct store *to, struct store_counts *ret)
{
	struct err *e = store_each_member(b->store, note_layout, b);
	if (e)
		return e;
	layouts_end(&b->layouts);
	make_groups(b);
	b->hash = sha256_new();
	e = store_each_member(b->store, sum_member, b);
	share_facts(b);
	for (size_t i = 0; !e && i <= b->layouts.n; i++) {
		if (!b->groups[i].n_known)
			continue;
		settle(b, &b->groups[i]);
		e = write_bundle(b, &b->groups[i], to);
	}
	return e ? e : store_take_over(to, b->store, place, b, ret);
}
