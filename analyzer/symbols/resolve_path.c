// SPDX-License-Identifier: Apache-2.0
#include "analyzer/symbols/resolve.h"
#include "analyzer/symbols/resolve_inner.h"
#include "parsers/limits.h"

/** Parts of a path, `.` and `//` left out and `..` taken back. */
static struct slice normalise(struct slice path, struct arena *arena)
{
	struct slice out = arena_dup(arena, (struct slice){ path.p, path.n });
	char *p = (char *)out.p;
	bool rooted = path.n && *path.p == '/';
	size_t n = rooted;

	if (path.n > LIMIT_PATH_BYTES)
		return path;
	for (struct slice rest = path, part; rest.n;) {
		if (!slice_cut(&rest, '/', &part)) {
			part = rest;
			rest.n = 0;
		}
		if (!part.n || slice_is(part, "."))
			continue;
		size_t last = n;
		while (last > rooted && p[last - 1] != '/')
			last--;
		bool back = slice_is(part, "..") && n > rooted &&
		            !slice_is(((struct slice){ p + last, n - last }), "..");
		if (back) {
			n = last > rooted ? last - 1 : last;
			continue;
		}
		if (n > rooted)
			p[n++] = '/';
		memmove(p + n, part.p, part.n);
		n += part.n;
	}
	p[n] = 0;
	return (struct slice){ p, n };
}

struct slice resolve_full_path(const struct place *p, struct arena *arena)
{
	return p->file.p ? normalise(p->file, arena) : p->file;
}

/** The kernel's init/main.c tells where its sources are: kernel_init() is in it, whatever the
 *  configuration. */
static const char *kernel_root(struct resolver *r, struct debug_file *df)
{
	struct arena arena = { 0 };
	struct symbol *v = NULL;
	struct source_root root = { .file = df };

	for (size_t i = 0; i < r->n_roots; i++) {
		if (r->roots[i].file == df)
			return r->roots[i].path;
	}
	if (debug_file_find_symbols(df, S("kernel_init"), SYMBOL_EXACT, &arena, &v) == 1) {
		struct debug_query q = { .addr = v[0].addr };
		debug_file_lookup_all(df, &q, 1, &arena);
		struct slice path = { 0 };
		if (q.n_places)
			path = resolve_full_path(&q.places[q.n_places - 1], &arena);
		if (path.n > 11 && slice_ends(path, S("/init/main.c")))
			root.path = xmemdup0(path.p, path.n - 11);
	}
	arena_deinit(&arena);
	if (!root.path)
		root.path = xstrdup("");
	r->roots = xreallocarray(r->roots, r->n_roots + 1, sizeof(*r->roots));
	r->roots[r->n_roots++] = root;
	return root.path;
}

struct slice resolve_short_path(struct resolver *r, struct debug_file *file, const struct place *p,
                                struct arena *arena)
{
	struct slice path = resolve_full_path(p, arena);
	struct slice root = { 0 }, dir;

	if (file)
		root = slice_str(kernel_root(r, file));
	if (root.n && slice_skip(&path, root))
		return path;
	// assembly, and what it includes, is compiled with paths of its own
	bool is_asm = slice_ends(path, S(".S")) || slice_ends(path, S(".h"));
	ssize_t arch = file && is_asm ? slice_find(path, S("/arch/")) : -1;
	if (arch >= 0)
		return slice_from(path, (size_t)arch + 1);
	if (!p->dir.n)
		return path;
	dir = normalise(p->dir, arena);
	struct slice rest = path;
	if (slice_skip(&rest, dir) && slice_skip_char(&rest, '/') && rest.n)
		return rest;
	return path;
}
