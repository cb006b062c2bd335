// SPDX-License-Identifier: Apache-2.0
//
// BUG: KASAN: use-after-free in ip6_send_skb+0x2f5/0x330 net/ipv6/ip6_output.c:1732
//   -> TITLE(KASAN, NULL, "KASAN: %T %A in %F", …)
//   -> KASAN: use-after-free Read in ip6_send_skb
#include "analyzer/groups/title.h"

#include <pthread.h>

#include "analyzer/groups/clean.h"
#include "analyzer/groups/names.h"
#include "analyzer/groups/skip.h"

// names that the rows of the table use
enum {
	BASE = SKIP_BASE,
	REPORT = SKIP_REPORT,
	LOCK = SKIP_LOCK,
	SCHED = SKIP_SCHED,
	HANG = SKIP_HANG,
	LEAK = SKIP_LEAK,
	FREE = SKIP_FREE,
	LOCKING = SKIP_LOCKING,
	DEADLOCK = SKIP_DEADLOCK,
	ODEBUG = SKIP_ODEBUG,
	KMALLOC = SKIP_KMALLOC,
	USERCOPY = SKIP_USERCOPY,
	PAGE = SKIP_PAGE,
	USERLAND = SKIP_USERLAND,
	IDLE = SKIP_IDLE,
	CRYPTO = SKIP_CRYPTO,
	STALLED = SKIP_BASE | SKIP_SCHED | SKIP_INTERRUPT | SKIP_DETECTOR | SKIP_TICK,
	NO_STACK = TITLE_NO_STACK,
	FOLLOW_UP = TITLE_FOLLOW_UP,
	NO_ACCESS = TITLE_NO_ACCESS,
};

static const struct title_rule title_rules[] = {
#define TITLE(kind, when, format, from, sets, flags, severity, reason) \
	{ FAULT_##kind, when, format, from, sets, flags, severity },
#include "analyzer/groups/title_rules.def"
#undef TITLE
};

#define TITLE_RULES (sizeof(title_rules) / sizeof(*title_rules))

static struct rx *title_rx[TITLE_RULES];
static pthread_once_t title_once = PTHREAD_ONCE_INIT;

static void title_compile(void)
{
	for (size_t i = 0; i < TITLE_RULES; i++)
		if (title_rules[i].when)
			title_rx[i] = rx_new(title_rules[i].when);
}

const struct title_rule *title_rule_find(const struct fault *f, struct slice ret_groups[RX_GROUPS])
{
	static const struct title_rule none = {
		.kind = FAULT_NONE, .format = "%M", .from = FROM_NONE, .flags = TITLE_NO_STACK
	};

	pthread_once(&title_once, title_compile);
	memset(ret_groups, 0, RX_GROUPS * sizeof(*ret_groups));
	for (size_t i = 0; i < TITLE_RULES; i++)
		if (title_rules[i].kind == f->kind &&
		    (!title_rx[i] || rx_match(title_rx[i], f->message, ret_groups)))
			return &title_rules[i];
	return &none;
}

static bool format_has(const struct title_rule *rule, char letter)
{
	for (const char *p = rule->format; *p; p++)
		if (*p == '%' && *++p == letter)
			return true;
	return false;
}

bool title_has_function(const struct title_rule *rule)
{
	return format_has(rule, 'F');
}

bool title_has_access(const struct title_rule *rule)
{
	return format_has(rule, 'A');
}

bool title_pair(const struct fault *f, struct arena *arena, struct slice ret[2])
{
	struct slice text =
		fact_has(f, detail) && slice_has(f->detail, S(" / ")) ? f->detail : f->message;
	ssize_t at = slice_find(text, S(" / "));

	if (at < 0)
		return false;
	struct slice left = slice_head(text, (size_t)at), right = slice_from(text, (size_t)at + 3);
	const char *blank = memrchr(left.p, ' ', left.n);
	if (blank)
		left = slice_from(left, (size_t)(blank - left.p) + 1);
	struct slice rest = right;
	if (!slice_word(&rest, &right) || !left.n)
		return false;
	for (int i = 0; i < 2; i++) {
		struct slice *s = i ? &right : &left;
		ssize_t plus = slice_find(*s, S("+0x"));
		*s = name_syscall(name_plain(plus > 0 ? slice_head(*s, (size_t)plus) : *s, arena));
	}
	bool swap = slice_cmp(right, left) < 0;
	ret[0] = swap ? right : left;
	ret[1] = swap ? left : right;
	return true;
}

static const char *access_word(const struct fault *f)
{
	if (!fact_has(f, access))
		return "";
	return slice_is(f->access, "read")    ? "Read"
	       : slice_is(f->access, "write") ? "Write"
	       : slice_is(f->access, "exec")  ? "Exec"
	                                      : "";
}

/** What ran out, from the constraint or from the first line. */
static const char *oom_limit(const struct fault *f)
{
	static const struct {
		struct slice constraint;
		const char *text;
	} limits[] = {
		{ S("CONSTRAINT_NONE"), "out of memory" },
		{ S("CONSTRAINT_MEMCG"), "memory cgroup out of memory" },
		{ S("CONSTRAINT_CPUSET"), "cpuset out of memory" },
		{ S("CONSTRAINT_MEMORY_POLICY"), "memory policy out of memory" },
	};

	if (f->oom && fact_has(f->oom, page_order) && f->oom->page_order == -1)
		return "asked for by SysRq";
	for (size_t i = 0; f->oom && i < sizeof(limits) / sizeof(*limits); i++)
		if (fact_has(f->oom, constraint_kind) &&
		    slice_eq(f->oom->constraint_kind, limits[i].constraint))
			return limits[i].text;
	if ((f->oom && fact_has(f->oom, oom_memcg)) || slice_has(f->message, S("emory cgroup")))
		return "memory cgroup out of memory";
	return "out of memory";
}

/** The class of an allocation, GFP_… without the single flags. */
static struct slice gfp_class(const struct fault *f)
{
	struct slice flags = f->page_alloc_failure && fact_has(f->page_alloc_failure, gfp_flags)
	                             ? f->page_alloc_failure->gfp_flags
	                             : (struct slice){ 0 };
	ssize_t bar = slice_find(flags, S("|"));

	flags = slice_head(flags, bar > 0 ? (size_t)bar : flags.n);
	if (flags.n)
		return flags;
	return f->page_alloc_failure && fact_has(f->page_alloc_failure, gfp_mask)
	               ? f->page_alloc_failure->gfp_mask
	               : S("GFP unknown");
}

static void put_function(struct sbuf *out, const struct title_rule *rule, struct slice function)
{
	if (function.p) {
		sbuf_add(out, function);
	} else if (!(rule->flags & TITLE_NO_STACK)) {
		sbuf_puts(out, "corrupted");
	} else if (slice_ends(sbuf_slice(out), S(" in "))) {
		out->n -= 4;
	}
}

static void put_pair(struct sbuf *out, const struct fault *f, struct arena *arena)
{
	struct slice pair[2];

	if (!title_pair(f, arena, pair)) {
		sbuf_puts(out, "corrupted");
		return;
	}
	sbuf_add(out, pair[0]);
	sbuf_puts(out, " / ");
	sbuf_add(out, pair[1]);
}

/** A name as the report has it, fit to be printed. */
static void put_name(struct sbuf *out, struct slice name)
{
	for (size_t i = 0; i < name.n; i++)
		sbuf_char(out, name.p[i] >= ' ' && name.p[i] <= '~' ? name.p[i] : '?');
}

static void put_letter(struct sbuf *out, char letter, const struct title_rule *rule,
                       const struct fault *f, const struct slice groups[RX_GROUPS],
                       struct slice function, struct arena *arena)
{
	switch (letter) {
	case 'F':
		put_function(out, rule, function);
		break;
	case 'T':
		clean_text(out, fact_has(f, bug_type) ? f->bug_type : S("unknown"));
		break;
	case 'A':
		sbuf_puts(out, access_word(f));
		if (slice_ends(sbuf_slice(out), S(" ")))
			out->n--; // no access: one blank is enough
		break;
	case 'M':
		clean_text(out, f->message);
		break;
	case 'D':
		clean_text(out, fact_has(f, detail) ? f->detail : f->message);
		break;
	case 'N':
		put_name(out, fact_has(f, detail) ? f->detail : S("unknown"));
		break;
	case 'C':
		sbuf_puts(out, oom_limit(f));
		break;
	case 'G':
		put_name(out, gfp_class(f));
		break;
	case 'O':
		if (f->page_alloc_failure && fact_has(f->page_alloc_failure, page_order))
			sbuf_printf(out, "%d", (int)f->page_alloc_failure->page_order);
		else
			sbuf_puts(out, "NUM");
		break;
	case 'P':
		put_pair(out, f, arena);
		break;
	case '%':
		sbuf_char(out, '%');
		break;
	default:
		if (letter >= '1' && letter <= '9')
			clean_text(out, groups[letter - '0']);
	}
}

struct slice title_make(const struct title_rule *rule, const struct fault *f,
                        const struct slice groups[RX_GROUPS], struct slice function,
                        struct arena *arena)
{
	struct sbuf out = { .max = 4 * TITLE_BYTES };

	for (const char *p = rule->format; *p; p++) {
		if (*p != '%' || !p[1]) {
			sbuf_char(&out, *p);
		} else if (p[1] == 'n' && p[2] >= '1' && p[2] <= '9') {
			p += 2;
			put_name(&out, groups[*p - '0']);
		} else {
			put_letter(&out, *++p, rule, f, groups, function, arena);
		}
	}
	struct slice title = slice_trim(slice_head(slice_trim(sbuf_slice(&out)), TITLE_BYTES));
	if (slice_ends(title, S(":")))
		title.n--;
	title = arena_dup(arena, title.n ? title : slice_str(fault_kind_info[f->kind].slug));
	sbuf_deinit(&out);
	return title;
}
