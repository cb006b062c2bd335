// SPDX-License-Identifier: Apache-2.0
#include "parsers/vmcore/lock_wait.h"

void lock_search_deinit(struct lock_search *s)
{
	free(s->stack);
	s->stack = NULL;
}

bool lock_read_stack(struct lock_search *s)
{
	uint64_t end = s->t->stack + s->d->unwinder->stack_bytes;
	unsigned word = image_word(s->d->kernel->img);

	if (s->t->sp - s->t->stack >= s->d->unwinder->stack_bytes || s->t->sp % word)
		return false;
	size_t n = (size_t)(end - s->t->sp);
	if (n > s->cap) {
		s->cap = n;
		s->stack = xrealloc(s->stack, n);
	}
	s->base = s->t->sp;
	s->n_words = n / word;
	return image_read(s->d->kernel->img, s->base, s->stack, n);
}

/** Does @p addr lie in the kernel's image, with its variables? */
static bool in_image(const struct kernel *k, uint64_t addr)
{
	uint64_t begin, end;

	return (kernel_symbol(k, "_text", &begin) || kernel_symbol(k, "_stext", &begin)) &&
	       kernel_symbol(k, "_end", &end) && addr >= begin && addr < end;
}

/** `name`, `name+0x10`, `name [module]`; NULL: no variable, as it is on the heap. */
static struct slice lock_name(struct dump_context *d, uint64_t lock)
{
	const struct ktask *t = tasks_of_stack(d->tasks, d->unwinder, lock);
	struct arena *arena = d->rows.arena;
	struct ksym sym;

	if (t)
		return arena_printf(arena, "stack of pid %lld", (long long)t->pid);
	if (!kernel_function(d->kernel, lock, &sym) || !sym.name.p ||
	    (!sym.module.p && !in_image(d->kernel, lock)))
		return (struct slice){ NULL, 0 };
	struct slice name = lock == sym.addr
	                            ? sym.name
	                            : arena_printf(arena, SLICE_FMT "+0x%llx", SLICE_ARG(sym.name),
	                                           (unsigned long long)(lock - sym.addr));
	if (!sym.module.p)
		return arena_dup(arena, name);
	return arena_printf(arena, SLICE_FMT " [" SLICE_FMT "]", SLICE_ARG(name),
	                    SLICE_ARG(sym.module));
}

struct lock_wait *lock_add(struct lock_search *s, const char *kind, uint64_t lock)
{
	struct lock_wait *row = snapshot_row(&s->d->rows, lock_wait);

	fact_set(row, waiter_pid, s->t->pid);
	if (s->t->row >= 0)
		fact_set(row, waiter_row, s->t->row);
	fact_set_text(row, kind, slice_str(kind));
	fact_set(row, lock_address, lock);
	fact_set_text(row, lock_name, lock_name(s->d, lock));
	if (s->t->blocked_s >= 0)
		fact_set(row, since_s, s->t->blocked_s);
	fact_set_text(row, knowledge, kernel_level_name(s->d->kernel));
	return row;
}

void lock_set_owner(const struct lock_search *s, struct lock_wait *row, uint64_t owner,
                    const char *reason)
{
	const struct ktask *t = owner ? tasks_find(s->d->tasks, owner) : NULL;

	if (!t)
		return;
	fact_set(row, owner_pid, t->pid);
	if (t->row >= 0)
		fact_set(row, owner_row, t->row);
	fact_set_text(row, owner_reason, slice_str(reason));
}
