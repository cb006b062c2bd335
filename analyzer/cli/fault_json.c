// SPDX-License-Identifier: Apache-2.0
/*
 * What is printed, a line per fault:
 *
 *   {"id":null,"key":null,…,"kind":"kasan","title":"KASAN: …",…,"stacks":[{"stack_no":0,…}],…}
 */
#include "analyzer/cli/fault_json.h"

#include <inttypes.h>
#include <math.h>

#include "analyzer/groups/derive.h"
#include "parsers/base/clock.h"
#include "parsers/fault.h"

/** An object under way: commas between its keys. */
struct object {
	struct sbuf *b;
	bool is_32bit;
	bool more;
};

static void key(struct object *o, const char *name)
{
	sbuf_printf(o->b, "%s\"%s\":", o->more ? "," : "", name);
	o->more = true;
}

static void value_null(struct object *o)
{
	sbuf_puts(o->b, "null");
}

static void value_I64(struct object *o, int64_t v)
{
	sbuf_printf(o->b, "%" PRId64, v);
}

static void value_FLAG(struct object *o, int64_t v)
{
	value_I64(o, v);
}

static void value_REAL(struct object *o, double v)
{
	if (isfinite(v))
		sbuf_printf(o->b, "%.15g", v);
	else
		value_null(o);
}

static void value_NUM(struct object *o, double v)
{
	value_REAL(o, v);
}

static void value_ADDR(struct object *o, uint64_t v)
{
	sbuf_printf(o->b, o->is_32bit ? "\"0x%08" PRIx64 "\"" : "\"0x%016" PRIx64 "\"", v);
}

static void value_TEXT(struct object *o, struct slice v)
{
	if (v.p)
		sbuf_json(o->b, v);
	else
		value_null(o);
}

static void pair_text(struct object *o, const char *name, struct slice v)
{
	key(o, name);
	value_TEXT(o, v);
}

/** A number that is -1 when not known. */
static void pair_number(struct object *o, const char *name, int64_t v)
{
	key(o, name);
	if (v == -1)
		value_null(o);
	else
		value_I64(o, v);
}

#define PAIR(type, name, unit, doc)        \
	key(&o, #name);                    \
	if (fact_has(v, name))             \
		value_##type(&o, v->name); \
	else                               \
		value_null(&o);

#define FACT_JSON(name, FIELDS, doc)                                                 \
	static void json_##name(struct sbuf *b, bool is_32bit, const struct name *v) \
	{                                                                            \
		struct object o = { b, is_32bit, false };                            \
		sbuf_char(b, '{');                                                   \
		FIELDS(PAIR)                                                         \
		sbuf_char(b, '}');                                                   \
	}
FACT_SINGLES(FACT_JSON)
FACT_TABLES(FACT_JSON)

static void json_fields(struct object *to, const struct fault *v)
{
	struct object o = *to;

	FAULT_FIELDS(PAIR)
	*to = o;
}

static void json_frame(struct object o, const struct frame *f, size_t depth)
{
	o.more = false;
	sbuf_char(o.b, '{');
	pair_number(&o, "depth", (int64_t)depth);
	pair_text(&o, "function", f->function);
	pair_number(&o, "offset", f->offset);
	pair_number(&o, "size", f->size);
	pair_text(&o, "module", f->module);
	key(&o, "address");
	if (f->has_address)
		value_ADDR(&o, f->address);
	else
		value_null(&o);
	pair_text(&o, "build_id", f->build_id);
	pair_number(&o, "reliable", !(f->flags & FRAME_UNRELIABLE));
	pair_number(&o, "inlined", (f->flags & FRAME_INLINED) != 0);
	pair_text(&o, "file", f->file);
	pair_number(&o, "line", f->line);
	sbuf_char(o.b, '}');
}

static void json_stack(struct object o, const struct stack *s, size_t stack_no)
{
	o.more = false;
	sbuf_char(o.b, '{');
	pair_number(&o, "stack_no", (int64_t)stack_no);
	pair_text(&o, "role", slice_str(stack_role_slug[s->role]));
	pair_number(&o, "cpu", s->cpu);
	pair_number(&o, "pid", s->pid);
	pair_text(&o, "comm", s->comm);
	pair_text(&o, "title", s->title);
	key(&o, "frames");
	sbuf_char(o.b, '[');
	for (size_t i = 0; i < s->n_frames; i++) {
		if (i)
			sbuf_char(o.b, ',');
		json_frame(o, &s->frames[i], i);
	}
	sbuf_puts(o.b, "]}");
}

static void json_stacks(struct object *o, const struct fault *f)
{
	key(o, "stacks");
	sbuf_char(o->b, '[');
	for (size_t i = 0; i < f->n_stacks; i++) {
		if (i)
			sbuf_char(o->b, ',');
		json_stack(*o, &f->stacks[i], i);
	}
	sbuf_char(o->b, ']');
	key(o, "registers");
	sbuf_char(o->b, '[');
	for (size_t i = 0; i < f->n_regs; i++) {
		struct object reg = { o->b, o->is_32bit, false };
		sbuf_puts(o->b, i ? ",{" : "{");
		pair_number(&reg, "stack_no", (int64_t)f->regs[i].stack_no);
		pair_text(&reg, "name", f->regs[i].name);
		pair_text(&reg, "value", f->regs[i].value);
		sbuf_char(o->b, '}');
	}
	sbuf_char(o->b, ']');
}

/** Tables that hang on the fault, those that it has. */
static void json_facts(struct object *o, const struct fault *f)
{
#define SINGLE(name, FIELDS, doc)                        \
	if (f->name) {                                   \
		key(o, #name);                           \
		json_##name(o->b, o->is_32bit, f->name); \
	}
	FACT_SINGLES(SINGLE)
#undef SINGLE
#define TABLE(name, FIELDS, doc)                                     \
	if (f->n_##name) {                                           \
		key(o, #name);                                       \
		for (size_t i = 0; i < f->n_##name; i++) {           \
			sbuf_char(o->b, i ? ',' : '[');              \
			json_##name(o->b, o->is_32bit, &f->name[i]); \
		}                                                    \
		sbuf_char(o->b, ']');                                \
	}
	FACT_TABLES(TABLE)
#undef TABLE
}

/** What the boot and the recipes know beyond the report, as view fault adds it. */
static void complete(struct fault *x, const struct scan_fault *s)
{
	const struct derived *d = s->derived;
	const struct boot *b = s->boot;

	if (!fact_has(x, file) && d->file.p) {
		fact_set(x, file, d->file);
		if (d->line >= 0)
			fact_set(x, line, d->line);
	}
	fact_set(x, corrupted, d->corrupted);
	x->has_corrupted_reason = d->corrupted_reason.p != NULL;
	x->corrupted_reason = d->corrupted_reason;
	if (!b)
		return;
	if (!fact_has(x, kernel_release))
		fact_set_text(x, kernel_release, b->kernel_release);
	if (!fact_has(x, arch))
		fact_set_text(x, arch, b->arch);
	if (!fact_has(x, hardware))
		fact_set_text(x, hardware, b->hardware);
	if (!fact_has(x, host))
		fact_set_text(x, host, b->host);
	bool placed = fact_has(x, time_boot) && x->time_boot >= 0 && x->time_boot < 1e11;
	if (!fact_has(x, wall_us) && placed && (b->flags & BOOT_HAS_START)) {
		fact_set(x, wall_us, b->started_us + (int64_t)(x->time_boot * 1e6));
		fact_set(x, wall_local, (b->flags & BOOT_START_LOCAL) != 0);
	}
}

void fault_json(struct sbuf *out, const struct scan_fault *s)
{
	static const char *const of_store[] = { "id",      "key",      "event_id", "source_id",
		                                "boot_id", "group_id", "caused_by" };
	const struct derived *d = s->derived;
	struct fault x = *s->fault;
	struct object o = { out, x.is_32bit, false };
	char utc[CLOCK_TEXT];

	complete(&x, s);
	sbuf_char(out, '{');
	for (size_t i = 0; i < sizeof(of_store) / sizeof(of_store[0]); i++) {
		key(&o, of_store[i]);
		value_null(&o);
	}
	pair_text(&o, "source", slice_str(s->path));
	pair_text(&o, "kind", slice_str(fault_kind_info[x.kind].slug));
	pair_text(&o, "title", d->title);
	pair_text(&o, "function", d->function);
	pair_text(&o, "module", d->module);
	pair_number(&o, "severity", d->severity);
	key(&o, "time_utc");
	if (fact_has(&x, wall_us)) {
		clock_text(x.wall_us, utc);
		value_TEXT(&o, slice_str(utc));
	} else {
		value_null(&o);
	}
	pair_text(&o, "signature", slice_str(d->signature));
	json_fields(&o, &x);
	json_stacks(&o, &x);
	json_facts(&o, &x);
	sbuf_puts(out, "}\n");
}
