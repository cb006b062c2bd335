// SPDX-License-Identifier: Apache-2.0
//
// general protection fault in foo             evidence: bad-access in foo: foo < bar < baz
// KASAN: null-ptr-deref Read in foo           evidence: bad-access in foo: foo < bar < baz
//   -> one group, named by the KASAN title
// KASAN: use-after-free Read in qux           stack: qux < quux < corge < grault
// KASAN: use-after-free Read in quux          stack: quux < corge < grault
//   -> one group: quux is the caller of qux, and everything above is the same
#include "analyzer/groups/cluster.h"

#include <assert.h>
#include <stdlib.h>

#include "analyzer/groups/signature.h"
#include "parsers/base/arena.h"
#include "parsers/base/cleanup.h"

/** Functions from the culprit out by which titles are found that may be alike. */
#define CLUSTER_TOP 4
/** A function that is in the top of more titles tells nothing of any of them. */
#define CLUSTER_SHARED_MAX 64
/** How far the one culprit may be from the other: functions that the compiler inlined in between. */
#define CLUSTER_INLINED 2
/** Frames besides the culprit's that both must have for a similarity to count. */
#define CLUSTER_FRAMES 4
/** Of the faults of a title so many must have what it has in common with another one: more than half, so
 *  that it has it with one bug alone. */
#define CLUSTER_USUAL_PCT 60
/** Titles with one signature that are asked whether a further one may be joined to them: more than there are
 *  classes that share an alternative title, and some that are kept apart. */
#define CLUSTER_PARTNERS 32
/** Stacks of a title that are compared. */
#define CLUSTER_STACKS 4

/** A title with what is compared of it. */
struct node {
	const char *class;
	int rank;
	struct slice before,
		after; /**< the title without the function; before.p NULL: it has none */
	struct frames stacks[CLUSTER_STACKS];
	struct weighed weighed[CLUSTER_STACKS]; /**< the same */
	size_t n_stacks;
	size_t parent; /**< union-find: index; its own: root */
	size_t size;   /**< of a root: titles below it */
};

/** Two titles that may be one group. */
struct edge {
	size_t a, b;
	double similarity; /**< below 0: one has no stack */
	bool is_evidence;  /**< a shared signature joins them */
	bool is_fuzzy;     /**< similarity joins them */
	struct slice level, text;
};

struct cluster {
	struct title_set *set;
	struct node *nodes;
	struct edge *edges;
	size_t n_edges;
	struct frame_counts *counts;
	struct arena arena;
};

static void node_init(struct cluster *c, size_t i)
{
	const struct title *t = &c->set->titles[i];
	struct node *n = &c->nodes[i];
	enum fault_kind kind = fault_kind_find(t->kind);

	*n = (struct node){ .parent = i, .size = 1 };
	n->class = kind == FAULT_NONE ? "" : kind_class(kind);
	n->rank = kind == FAULT_NONE ? 0 : kind_rank(kind);
	ssize_t at = t->function.n ? slice_find(t->title, t->function) : -1;
	if (at >= 0) {
		n->before = slice_head(t->title, (size_t)at);
		n->after = slice_from(t->title, (size_t)at + t->function.n);
	}
	for (size_t k = 0; k < t->n_signatures && n->n_stacks < CLUSTER_STACKS; k++) {
		struct slice text = t->signatures[k].text;
		if (!slice_is(t->signatures[k].level, "stack") || !slice_skip_past(&text, S(": ")))
			continue;
		struct frames stack = frames_split(text, &c->arena);
		if (stack.n)
			n->stacks[n->n_stacks++] = stack;
	}
	for (size_t k = 0; k < n->n_stacks; k++)
		frame_counts_add(c->counts, n->stacks[k]);
}

/** What two titles have in common by one text, sorted so that equal ones stand together. */
struct shared {
	struct slice level; /**< of a signature; of a function p NULL */
	struct slice text;
	size_t title;
};

static int shared_cmp(const void *a, const void *b)
{
	const struct shared *x = a, *y = b;
	int cmp = slice_cmp(x->text, y->text);

	return cmp ? cmp : x->title < y->title ? -1 : x->title > y->title;
}

static bool may_join(const struct cluster *c, size_t a, size_t b)
{
	return strcmp(c->nodes[a].class, c->nodes[b].class) == 0 && !c->set->titles[a].apart &&
	       !c->set->titles[b].apart;
}

/** The most that any stack of the one is like any of the other; -1: one has none. */
static double nodes_similarity(const struct cluster *c, size_t a, size_t b)
{
	const struct node *x = &c->nodes[a], *y = &c->nodes[b];
	double best = -1;

	for (size_t i = 0; i < x->n_stacks; i++)
		for (size_t k = 0; k < y->n_stacks; k++) {
			double s = weighed_similarity(&x->weighed[i], &y->weighed[k]);
			best = s > best ? s : best;
		}
	return best;
}

/** Of the titles from @p first on, which have the text that title @p i has, one that it may be joined to;
 *  the first one when there is none. */
static size_t partner(const struct cluster *c, const struct shared *list, size_t first, size_t i)
{
	for (size_t k = first; k < i && k < first + CLUSTER_PARTNERS; k++)
		if (may_join(c, list[k].title, list[i].title))
			return list[k].title;
	return list[first].title;
}

static void add_evidence(struct cluster *c)
{
	struct shared *list = NULL;
	size_t n = 0;

	for (size_t i = 0; i < c->set->n; i++) {
		const struct title *t = &c->set->titles[i];
		for (size_t k = 0; k < t->n_signatures; k++) {
			const struct shared s = { t->signatures[k].level, t->signatures[k].text,
				                  i };
			enum signature_level level;
			if (signature_level_find(s.level, &level) &&
			    signature_level_info[level].joins)
				arena_push(&c->arena, &list, &n, &s);
		}
	}
	if (n)
		qsort(list, n, sizeof(*list), shared_cmp);
	for (size_t i = 1, first = 0; i < n; i++) {
		if (!slice_eq(list[i].text, list[first].text)) {
			first = i;
			continue;
		}
		size_t a = partner(c, list, first, i), b = list[i].title;
		const struct edge e = {
			.a = a,
			.b = b,
			.similarity = nodes_similarity(c, a, b),
			.is_evidence = may_join(c, a, b),
			.level = list[i].level,
			.text = list[i].text,
		};
		if (a != b)
			arena_push(&c->arena, &c->edges, &c->n_edges, &e);
	}
}

/** Is the stack of @p a, without its culprit and at most CLUSTER_INLINED frames more, that of @p b? */
static bool goes_on_as(const struct cluster *c, struct frames a, struct frames b)
{
	for (size_t skip = 1; skip <= CLUSTER_INLINED && skip + CLUSTER_FRAMES <= a.n; skip++)
		if (slice_eq(a.functions[skip], b.functions[0]) &&
		    stack_similarity((struct frames){ a.functions + skip, a.n - skip }, b,
		                     c->counts) >= CLUSTER_JOIN)
			return true;
	return false;
}

/** Have most faults of @p t that have a signature of @p level this one? */
static bool is_usual(const struct title *t, struct slice level, int64_t faults)
{
	int64_t all = 0;

	for (size_t i = 0; i < t->n_signatures; i++)
		if (slice_eq(t->signatures[i].level, level))
			all += t->signatures[i].faults;
	return faults * 100 >= all * CLUSTER_USUAL_PCT;
}

/** A signature of @p level that most faults of both have; p NULL: none.  A title that several culprits were
 *  inlined into has faults of several bugs: it goes with the one that most of them are of. */
static struct slice shared_text(const struct cluster *c, size_t a, size_t b, struct slice level)
{
	const struct title *x = &c->set->titles[a], *y = &c->set->titles[b];

	for (size_t i = 0; i < x->n_signatures; i++)
		for (size_t k = 0; k < y->n_signatures; k++) {
			const struct title_signature *p = &x->signatures[i], *q = &y->signatures[k];
			if (slice_eq(p->level, level) && slice_eq(q->level, level) &&
			    slice_eq(p->text, q->text) && is_usual(x, level, p->faults) &&
			    is_usual(y, level, q->faults))
				return p->text;
		}
	return (struct slice){ 0 };
}

/** Do they say the same of two functions of which one calls the other?  @p content: what else they
 *  have in common. */
static bool is_fuzzy(const struct cluster *c, size_t a, size_t b, struct slice content)
{
	const struct node *x = &c->nodes[a], *y = &c->nodes[b];

	if (!content.p || !may_join(c, a, b) || !x->before.p || !y->before.p ||
	    !slice_eq(x->before, y->before) || !slice_eq(x->after, y->after))
		return false;
	for (size_t i = 0; i < x->n_stacks; i++)
		for (size_t k = 0; k < y->n_stacks; k++)
			if (goes_on_as(c, x->stacks[i], y->stacks[k]) ||
			    goes_on_as(c, y->stacks[k], x->stacks[i]))
				return true;
	return false;
}

static int pair_cmp(const void *a, const void *b)
{
	const struct edge *x = a, *y = b;

	if (x->a != y->a)
		return x->a < y->a ? -1 : 1;
	return x->b < y->b ? -1 : x->b > y->b;
}

/** Pairs of titles with a function in common near the top that few others have; sorted. */
static size_t find_pairs(struct cluster *c, struct edge **ret)
{
	struct shared *list = NULL;
	struct edge *pairs = NULL;
	size_t n = 0, n_pairs = 0;

	for (size_t i = 0; i < c->set->n; i++)
		for (size_t k = 0; k < c->nodes[i].n_stacks; k++) {
			struct frames f = c->nodes[i].stacks[k];
			for (size_t d = 0; d < f.n && d < CLUSTER_TOP; d++) {
				const struct shared s = { .text = f.functions[d], .title = i };
				arena_push(&c->arena, &list, &n, &s);
			}
		}
	if (n)
		qsort(list, n, sizeof(*list), shared_cmp);
	for (size_t first = 0, end; first < n; first = end) {
		for (end = first; end < n && slice_eq(list[end].text, list[first].text); end++)
			;
		if (end - first > CLUSTER_SHARED_MAX)
			continue;
		for (size_t i = first; i < end; i++)
			for (size_t k = i + 1; k < end; k++) {
				const struct edge e = { .a = list[i].title, .b = list[k].title };
				if (e.a != e.b)
					arena_push(&c->arena, &pairs, &n_pairs, &e);
			}
	}
	if (n_pairs)
		qsort(pairs, n_pairs, sizeof(*pairs), pair_cmp);
	*ret = pairs;
	return n_pairs;
}

static void add_similar(struct cluster *c)
{
	struct edge *pairs;
	size_t n = find_pairs(c, &pairs);

	for (size_t i = 0; i < n; i++) {
		struct edge e = pairs[i];
		if (i && pair_cmp(&pairs[i - 1], &e) == 0)
			continue;
		e.similarity = nodes_similarity(c, e.a, e.b);
		if (e.similarity < CLUSTER_NEAR)
			continue;
		e.level = S("similarity");
		e.text = shared_text(c, e.a, e.b, S("content"));
		e.is_fuzzy = is_fuzzy(c, e.a, e.b, e.text);
		arena_push(&c->arena, &c->edges, &c->n_edges, &e);
	}
}

static size_t root_of(struct cluster *c, size_t i)
{
	while (c->nodes[i].parent != i)
		i = c->nodes[i].parent = c->nodes[c->nodes[i].parent].parent;
	return i;
}

/** What joins best comes first: shared signatures, then similarity. */
static int edge_cmp(const void *a, const void *b)
{
	const struct edge *x = a, *y = b;

	if (x->is_evidence != y->is_evidence)
		return x->is_evidence ? -1 : 1;
	if (x->is_fuzzy != y->is_fuzzy)
		return x->is_fuzzy ? -1 : 1;
	if (x->similarity > y->similarity || x->similarity < y->similarity)
		return x->similarity > y->similarity ? -1 : 1;
	return pair_cmp(a, b);
}

/** A tree over the titles of each group, of the edges that join best; adjacency in arrays. */
struct tree {
	size_t *first; /**< by title: an index of next and edge, or SIZE_MAX */
	size_t *next;
	const struct edge **edge; /**< two entries an edge: of a, then of b */
	size_t n;
};

static void tree_add(struct tree *t, const struct edge *e)
{
	for (int side = 0; side < 2; side++) {
		size_t at = t->n++, title = side ? e->b : e->a;
		t->edge[at] = e;
		t->next[at] = t->first[title];
		t->first[title] = at;
	}
}

static void join(struct cluster *c, struct tree *t)
{
	if (c->n_edges)
		qsort(c->edges, c->n_edges, sizeof(*c->edges), edge_cmp);
	for (size_t i = 0; i < c->n_edges; i++) {
		const struct edge *e = &c->edges[i];
		size_t a = root_of(c, e->a), b = root_of(c, e->b);
		if (a == b || (!e->is_evidence && !e->is_fuzzy))
			continue;
		if (c->nodes[a].size < c->nodes[b].size) {
			size_t swap = a;
			a = b;
			b = swap;
		}
		c->nodes[b].parent = a;
		c->nodes[a].size += c->nodes[b].size;
		tree_add(t, e);
	}
}

/** The title that names each group, by its root. */
static size_t *find_names(struct cluster *c)
{
	size_t *names = arena_array(&c->arena, size_t, c->set->n + 1);

	for (size_t i = 0; i < c->set->n; i++)
		names[i] = SIZE_MAX;
	for (size_t i = 0; i < c->set->n; i++) {
		size_t *best = &names[root_of(c, i)];
		if (*best == SIZE_MAX || c->nodes[i].rank < c->nodes[*best].rank)
			*best = i; // titles come sorted by key
	}
	return names;
}

/** From the title that names a group to the others: each learns whom it was joined to, and why. */
static void spread(struct cluster *c, const struct tree *t, size_t names, size_t *queue)
{
	size_t head = 0, tail = 0;

	queue[tail++] = names;
	while (head < tail) {
		size_t from = queue[head++];
		for (size_t at = t->first[from]; at != SIZE_MAX; at = t->next[at]) {
			const struct edge *e = t->edge[at];
			size_t to = e->a == from ? e->b : e->a;
			struct title *title = &c->set->titles[to];
			if (to == c->set->titles[from].join.to)
				continue;
			title->join = (struct title_join){
				.to = from,
				.level = e->level,
				.text = e->text,
				.similarity = e->similarity,
			};
			queue[tail++] = to;
		}
	}
}

static void tell_groups(struct cluster *c, const struct tree *t)
{
	size_t *names = find_names(c);
	size_t *queue = arena_array(&c->arena, size_t, c->set->n + 1);

	for (size_t i = 0; i < c->set->n; i++) {
		c->set->titles[i].names = names[root_of(c, i)];
		c->set->titles[i].join = (struct title_join){ .to = i, .similarity = -1 };
	}
	for (size_t i = 0; i < c->set->n; i++)
		if (c->set->titles[i].names == i)
			spread(c, t, i, queue);
}

/** Pairs of different groups, the best of each title. */
static void tell_near(struct cluster *c)
{
	uint8_t *told = arena_array(&c->arena, uint8_t, c->set->n + 1);

	for (size_t i = 0; i < c->n_edges; i++) {
		const struct edge *e = &c->edges[i];
		if (root_of(c, e->a) == root_of(c, e->b) || told[e->a] == CLUSTER_NEAR_MAX ||
		    told[e->b] == CLUSTER_NEAR_MAX)
			continue;
		told[e->a]++;
		told[e->b]++;
		const struct title_near near = { e->a, e->b, e->similarity, e->level, e->text };
		arena_push(c->set->arena, &c->set->near, &c->set->n_near, &near);
	}
}

void cluster_titles(void *ctx, struct title_set *set)
{
	struct cluster c = { .set = set, .counts = frame_counts_new() };
	struct tree t = { 0 };

	(void)ctx;
	c.nodes = arena_array(&c.arena, struct node, set->n + 1);
	for (size_t i = 0; i < set->n; i++)
		node_init(&c, i);
	for (size_t i = 0; i < set->n; i++)
		for (size_t k = 0; k < c.nodes[i].n_stacks; k++)
			stack_weigh(c.nodes[i].stacks[k], c.counts, &c.arena,
			            &c.nodes[i].weighed[k]);
	add_evidence(&c);
	add_similar(&c);
	t.first = arena_array(&c.arena, size_t, set->n + 1);
	for (size_t i = 0; i < set->n; i++)
		t.first[i] = SIZE_MAX;
	t.next = arena_array(&c.arena, size_t, 2 * set->n + 1);
	t.edge = arena_array(&c.arena, const struct edge *, 2 * set->n + 1);
	join(&c, &t);
	tell_groups(&c, &t);
	tell_near(&c);
	frame_counts_free(c.counts);
	arena_deinit(&c.arena);
}
