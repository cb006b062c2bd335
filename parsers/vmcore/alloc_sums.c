// SPDX-License-Identifier: Apache-2.0
#include "parsers/vmcore/alloc_sums.h"

static uint64_t hash_of(uint64_t key, uint64_t tag)
{
	key ^= (tag ^ tag >> 32) * UINT64_C(0x9e3779b97f4a7c15);
	return (key ^ key >> 32) * UINT64_C(0x9e3779b97f4a7c15) >> 20;
}

static struct alloc_sum *find(struct alloc_sums *s, uint64_t key, uint64_t tag)
{
	size_t at = hash_of(key, tag) & (s->cap - 1);

	while (s->sums[at].objects && (s->sums[at].stack.key != key || s->sums[at].tag != tag))
		at = (at + 1) & (s->cap - 1);
	return &s->sums[at];
}

static void grow(struct alloc_sums *s)
{
	struct alloc_sum *old = s->sums;
	size_t n = s->cap;

	s->cap = n ? 2 * n : 1024;
	s->sums = xcalloc(s->cap, sizeof(*s->sums));
	for (size_t i = 0; i < n; i++)
		if (old[i].objects)
			*find(s, old[i].stack.key, old[i].tag) = old[i];
	free(old);
}

static struct alloc_sum *place_of(struct alloc_sums *s, const struct allocation *a)
{
	if (s->n < ALLOC_SUMS_MAX && 2 * s->n >= s->cap)
		grow(s);
	struct alloc_sum *ret = find(s, a->stack.key, a->tag);
	if (ret->objects)
		return ret;
	if (s->n >= ALLOC_SUMS_MAX)
		return &s->rest;
	s->n++;
	*ret = (struct alloc_sum){ .stack = a->stack, .tag = a->tag };
	return ret;
}

void alloc_sums_add(struct alloc_sums *s, const struct allocation *a)
{
	struct alloc_sum *sum = place_of(s, a);

	sum->objects++;
	sum->bytes += a->bytes;
	if (sum == &s->rest)
		return;
	if (sum->objects == 1) {
		sum->has_pid = a->has_pid;
		sum->pid = a->pid;
	}
	if (!*sum->comm && a->comm)
		snprintf(sum->comm, sizeof(sum->comm), "%s", a->comm);
	if (!a->has_when)
		return;
	if (!sum->has_when || (int64_t)(a->when - sum->oldest) < 0)
		sum->oldest = a->when;
	if (!sum->has_when || (int64_t)(a->when - sum->newest) > 0)
		sum->newest = a->when;
	sum->has_when = true;
}

static int sum_cmp(const void *a, const void *b)
{
	const struct alloc_sum *x = a, *y = b;

	if (x->bytes != y->bytes)
		return x->bytes > y->bytes ? -1 : 1;
	if (x->objects != y->objects)
		return x->objects > y->objects ? -1 : 1;
	if (x->stack.key != y->stack.key)
		return x->stack.key > y->stack.key ? 1 : -1;
	return (x->tag > y->tag) - (x->tag < y->tag);
}

bool jiffies_age(struct kernel *k, uint64_t when, double *ret)
{
	uint64_t jiffies, hz = kernel_ticks_per_second(k);

	if (!hz || (!kernel_symbol_ptr(k, "jiffies", &jiffies) &&
	            !kernel_symbol_ptr(k, "jiffies_64", &jiffies)))
		return false;
	if (image_word(k->img) == 4)
		*ret = (double)(int32_t)(jiffies - when) / (double)hz;
	else
		*ret = (double)(int64_t)(jiffies - when) / (double)hz;
	return true;
}

void alloc_sums_each(struct alloc_sums *s,
                     void (*fn)(void *ctx, const struct alloc_sum *sum,
                                const struct depot_ref *stack),
                     void *ctx)
{
	if (s->n)
		qsort(s->sums, s->cap, sizeof(*s->sums), sum_cmp);
	for (size_t i = 0; i < s->n && i < ALLOC_SUMS_ROWS; i++)
		fn(ctx, &s->sums[i], &s->sums[i].stack);
	for (size_t i = ALLOC_SUMS_ROWS; i < s->n; i++) {
		s->rest.objects += s->sums[i].objects;
		s->rest.bytes += s->sums[i].bytes;
	}
	if (s->rest.objects)
		fn(ctx, &s->rest, NULL);
	if (s->sums)
		memset(s->sums, 0, s->cap * sizeof(*s->sums));
	s->n = 0;
	s->rest = (struct alloc_sum){ 0 };
	s->lost = false;
}

bool stack_names(struct kernel *k, const struct depot_ref *ref, struct arena *arena,
                 struct stack_names *ret)
{
	uint64_t ips[DEPOT_FRAMES];
	size_t n = depot_read(k, ref, ips);
	char text[ALLOC_STACK_BYTES];
	struct ksym sym;

	*ret = (struct stack_names){ 0 };
	if (!n)
		return false;
	if (stack_text(k, ips, n, text, sizeof(text)))
		ret->stack = arena_dup(arena, slice_str(text));
	if (!stack_caller(k, ips, n, &sym))
		return true;
	ret->function = arena_dup(arena, sym.name);
	if (sym.module.p)
		ret->module = arena_dup(arena, sym.module);
	return true;
}

/** What the rows of one call have in common. */
struct giving {
	struct dump_context *d;
	const char *kind, *cache;
	bool lost;
};

/** What is counted and compared over all objects. */
static void set_counts(struct dump_context *d, const struct alloc_sum *sum, struct alloc_stack *row)
{
	fact_set(row, objects, (int64_t)sum->objects);
	fact_set(row, bytes, (int64_t)sum->bytes);
	if (sum->has_pid)
		fact_set(row, pid, sum->pid);
	if (*sum->comm)
		fact_set_text(row, comm, arena_dup(d->rows.arena, slice_str(sum->comm)));
	if (sum->has_when) {
		row->has_newest_s = jiffies_age(d->kernel, sum->newest, &row->newest_s);
		row->has_oldest_s = jiffies_age(d->kernel, sum->oldest, &row->oldest_s);
	}
}

static void add_row(void *ctx, const struct alloc_sum *sum, const struct depot_ref *stack)
{
	const struct giving *g = ctx;
	struct dump_context *d = g->d;
	struct alloc_stack *row = snapshot_row(&d->rows, alloc_stack);
	struct arena *arena = d->rows.arena;
	struct stack_names names;

	fact_set_text(row, kind, slice_str(g->kind));
	if (g->cache)
		fact_set_text(row, cache, arena_dup(arena, slice_str(g->cache)));
	if (!g->lost)
		set_counts(d, sum, row);
	if (stack && stack_names(d->kernel, stack, arena, &names)) {
		fact_set_text(row, stack, names.stack);
		fact_set_text(row, function, names.function);
		fact_set_text(row, module, names.module);
	}
	dump_rows_give(d);
}

void alloc_sums_give(struct alloc_sums *s, struct dump_context *d, const char *kind,
                     const char *cache)
{
	struct giving g = { d, kind, cache, s->lost };

	if (s->lost && s->n)
		dump_note(d, "not all objects of %s could be counted", cache ? cache : kind);
	alloc_sums_each(s, add_row, &g);
}

void alloc_sums_deinit(struct alloc_sums *s)
{
	free(s->sums);
}
