// SPDX-License-Identifier: Apache-2.0
#include "analyzer/symbols/dwarf_file.h"

#include "analyzer/symbols/dwarf_data.h"
#include "analyzer/symbols/dwarf_index.h"
#include "analyzer/symbols/dwarf_line.h"
#include "analyzer/symbols/dwarf_scope.h"
#include "analyzer/symbols/dwarf_types.h"
#include "parsers/limits.h"

/** What may be read per address, beside what the file's sections give: entries (the largest function of
 *  vmlinux has some 20,000) and ranges of what is inlined in a function; texts that are told of it. */
#define ENTRIES_PER_ADDRESS 50000
#define RANGES_PER_ADDRESS  20000
#define TEXT_PER_ADDRESS    16384
/** A section may be read as often for all addresses together: units overlap in hostile files only. */
#define SECTION_TIMES 4

struct dwarf_file {
	struct dwarf *dw, *alt;
	struct dwarf_types *types; /**< NULL: none was asked for */
	struct dwarf_split *split;
};

struct dwarf_file *dwarf_file_open(struct elf_file *ef, struct elf_file *alt,
                                   struct dwarf_split *split)
{
	struct dwarf *dw = dwarf_new(ef);

	if (!dw) {
		dwarf_split_free(split);
		return NULL;
	}
	struct dwarf_file *d = xcalloc(1, sizeof(*d));
	d->dw = dw;
	d->split = split;
	d->alt = alt ? dwarf_new(alt) : NULL;
	dw->alt = d->alt;
	return d;
}

void dwarf_file_free(struct dwarf_file *d)
{
	if (!d)
		return;
	dwarf_types_free(d->types);
	dwarf_split_free(d->split);
	dwarf_free(d->dw);
	dwarf_free(d->alt);
	free(d);
}

bool dwarf_file_add_type(struct dwarf_file *d, struct btf *btf, const char *name)
{
	if (!d->types)
		d->types = dwarf_types_new(d->dw);
	return dwarf_types_add(d->types, btf, name);
}

#define FILE_SLOTS 64

/** Queries of one unit. */
struct unit_job {
	struct dwarf_unit *u;
	const struct line_head *head; /**< NULL: no line table */
	struct debug_query **queries;
	struct line_hit *hits; /**< of each query */
	struct slice dir;
	struct arena *arena;
	struct slice paths[FILE_SLOTS]; /**< that were told, of files[] */
	uint64_t files[FILE_SLOTS];
};

/** Keep account of a text that is told; p NULL: there were too many. */
static struct slice told(const struct unit_job *job, struct slice text)
{
	uint64_t *left = &job->u->dw->work.text_bytes;

	if (text.n >= *left)
		return (struct slice){ NULL, 0 };
	*left -= text.n;
	return text;
}

/** Path of a file; addresses near one another are of the same. */
static struct slice file_path(struct unit_job *job, uint64_t file)
{
	if (!job->head)
		return (struct slice){ NULL, 0 };
	size_t slot = file % FILE_SLOTS;
	if (!job->paths[slot].p || job->files[slot] != file) {
		if (job->u->dw->work.text_bytes < 2 * LIMIT_PATH_BYTES)
			return (struct slice){ NULL, 0 };
		job->paths[slot] = told(job, line_file_path(job->u, job->head, file, job->arena));
		job->files[slot] = file;
	}
	return job->paths[slot];
}

static void set_line(struct unit_job *job, size_t i, struct place *p)
{
	const struct line_hit *hit = &job->hits[i];

	p->dir = job->dir;
	if (!hit->found || !hit->line)
		return;
	p->file = file_path(job, hit->file);
	p->line = hit->line;
	p->column = hit->column;
	job->queries[i]->knowledge = KNOWLEDGE_LINE;
}

/** The places of address @p i: the chain from its end, each with where the next inner one is called. */
static void set_places(void *ctx, size_t i, const struct scope_chain *chain)
{
	struct unit_job *job = ctx;
	struct debug_query *q = job->queries[i];

	q->places = arena_array(job->arena, struct place, chain->n);
	q->n_places = chain->n;
	q->knowledge = KNOWLEDGE_DWARF;
	for (size_t k = 0; k < chain->n; k++) {
		const struct dwarf_die *die = &chain->dies[chain->n - 1 - k];
		struct place *p = &q->places[k];
		struct slice name = told(job, slice_head(scope_name(die), LIMIT_NAME_BYTES));
		p->dir = job->dir;
		p->function = name.p ? arena_dup(job->arena, name) : name;
		p->decl_line = scope_decl_line(die);
		p->inlined = k + 1 < chain->n;
		if (!k)
			continue;
		const struct dwarf_die *inner = &chain->dies[chain->n - k];
		p->file = file_path(job, inner->call_file);
		p->line = inner->call_line;
		p->column = inner->call_column;
	}
	set_line(job, i, &q->places[0]);
}

/** Lines of code that no function has: assembler. */
static void set_bare_lines(struct unit_job *job, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct debug_query *q = job->queries[i];
		if (q->n_places || !job->hits[i].found || !job->hits[i].line)
			continue;
		q->places = arena_new(job->arena, struct place);
		q->n_places = 1;
		set_line(job, i, q->places);
	}
}

/** What may be read of it for @p n addresses. */
static void allow_work(struct dwarf *dw, size_t n)
{
	uint64_t info = dw->sections[DWARF_INFO].n, line = dw->sections[DWARF_LINE].n;
	uint64_t lists = dw->sections[DWARF_RANGES].n + dw->sections[DWARF_RNGLISTS].n;

	dw->work = (struct dwarf_work){
		.entries = SECTION_TIMES * info + n * ENTRIES_PER_ADDRESS,
		.line_steps = SECTION_TIMES * (line + n),
		.ranges = SECTION_TIMES * (info + lists) + n * RANGES_PER_ADDRESS,
		.text_bytes = (n + 16) * TEXT_PER_ADDRESS,
	};
}

static void run_unit(struct dwarf_file *d, struct dwarf_unit *u, struct debug_query **queries,
                     size_t n, struct arena *arena)
{
	struct dwarf_unit *entries = dwarf_split_unit(d->split, u);
	_cleanup_free_ struct line_hit *hits = xcalloc(n, sizeof(*hits));
	_cleanup_free_ uint64_t *addrs = xcalloc(n, sizeof(*addrs));
	struct slice dir = slice_head(u->comp_dir, LIMIT_PATH_BYTES);
	struct unit_job job = { .u = u,
		                .head = line_head_of(u),
		                .queries = queries,
		                .hits = hits,
		                .dir = dir.p ? arena_dup(arena, dir) : dir,
		                .arena = arena };

	for (size_t i = 0; i < n; i++)
		hits[i].addr = addrs[i] = queries[i]->addr;
	if (job.head)
		line_find(u, job.head, hits, n);
	struct scope_sink sink = { .ctx = &job, .addrs = addrs, .n = n, .found = set_places };
	if (entries)
		allow_work(entries->dw, n);
	scope_find(entries ? entries : u, &sink);
	set_bare_lines(&job, n);
}

struct owned_query {
	struct dwarf_unit *u;
	struct debug_query *q;
};

static int by_unit(const void *a, const void *b)
{
	const struct owned_query *x = a, *y = b;

	if (x->u->off != y->u->off)
		return x->u->off < y->u->off ? -1 : 1;
	return x->q->addr < y->q->addr ? -1 : x->q->addr > y->q->addr;
}

void dwarf_file_lookup(struct dwarf_file *d, struct debug_query *const *sorted, size_t n,
                       struct arena *arena)
{
	_cleanup_free_ struct owned_query *owned = xcalloc(n + 1, sizeof(*owned));
	_cleanup_free_ struct debug_query **queries = xcalloc(n + 1, sizeof(struct debug_query *));
	size_t n_owned = 0;

	allow_work(d->dw, n);
	if (d->alt)
		allow_work(d->alt, n);
	for (size_t i = 0; i < n; i++) {
		struct dwarf_unit *u = dwarf_index_find(d->dw, sorted[i]->addr);
		if (u)
			owned[n_owned++] = (struct owned_query){ .u = u, .q = sorted[i] };
	}
	qsort(owned, n_owned, sizeof(*owned), by_unit);
	for (size_t i = 0; i < n_owned; i++)
		queries[i] = owned[i].q;
	for (size_t begin = 0, end; begin < n_owned; begin = end) {
		for (end = begin + 1; end < n_owned && owned[end].u == owned[begin].u; end++)
			;
		run_unit(d, owned[begin].u, queries + begin, end - begin, arena);
	}
}
