// SPDX-License-Identifier: Apache-2.0
#include "analyzer/derived.h"

#include "analyzer/code/code.h"
#include "analyzer/exchange/duphash.h"
#include "analyzer/groups/cluster.h"
#include "analyzer/groups/signature.h"
#include "db/facts.h"

static struct slice addr_text(uint64_t v, bool is_32bit, struct arena *arena)
{
	char text[FACT_ADDR_TEXT];

	fact_addr_text(v, is_32bit, text);
	return arena_dup(arena, slice_str(text));
}

/** Instructions of the fault's code, and what its operands are. */
static void code_rows(const struct fault *f, struct arena *arena, struct store_derived *ret)
{
	struct fault_code code;

	fault_code_read(f, arena, &code);
	struct store_insn *insns = arena_array(arena, struct store_insn, code.n_insns + 1);
	struct store_operand *operands =
		arena_array(arena, struct store_operand, code.n_values + 1);
	for (size_t i = 0; i < code.n_insns; i++)
		insns[i] = (struct store_insn){
			.offset = code.insns[i].offset,
			.bytes = code.insns[i].code,
			.instruction = code.insns[i].text,
			.is_fault = code.insns[i].is_marked,
			.is_sure = code.insns[i].is_sure,
		};
	for (size_t i = 0; i < code.n_values; i++) {
		const struct code_value *v = &code.values[i];
		operands[i] = (struct store_operand){
			.instruction = code.instruction,
			.operand = v->operand,
			.reg = v->name,
			.value = v->value,
			.cls = slice_str(v->cls),
			.meaning = v->meaning,
		};
		if (v->has_address)
			operands[i].address = addr_text(v->address, f->is_32bit, arena);
	}
	ret->insns = insns;
	ret->n_insns = code.n_insns;
	ret->operands = operands;
	ret->n_operands = code.n_values;
}

void derived_rows(const struct fault *f, const struct derived *d, struct arena *arena,
                  struct store_derived *ret)
{
	const char *rules_key = steering_key(d->steering);
	struct signature *signatures;
	char duphash[DUPHASH_HEX + 1];
	size_t n;

	signatures_make(f, d, arena, &signatures, &n);
	struct store_signature *rows = arena_array(arena, struct store_signature, n + 1);
	for (size_t i = 0; i < n; i++) {
		const struct signature_level_info *level =
			&signature_level_info[signatures[i].level];
		rows[i] = (struct store_signature){
			.level = slice_str(level->name),
			.version = level->version,
			.text = signatures[i].text,
			.signature = signatures[i].key,
		};
	}
	*ret = (struct store_derived){
		.title = d->title,
		.function = d->function,
		.module = d->module,
		.file = d->file,
		.line = d->line,
		.severity = d->severity,
		.corrupted = d->corrupted,
		.corrupted_reason = d->corrupted_reason,
		.signature = arena_dup(arena, slice_str(d->signature)).p,
		.group_key = arena_dup(arena, slice_str(d->group_key)).p,
		.version = DERIVE_VERSION,
		.group_name = d->group_name,
		.apart = d->apart,
		.rules_key = slice_str(rules_key),
		.stack_no = d->stack ? d->stack - f->stacks : -1,
		.depth = d->frame ? d->frame - d->stack->frames : -1,
		.signatures = rows,
		.n_signatures = n,
	};
	code_rows(f, arena, ret);
	if (duphash_fault(f, duphash))
		ret->duphash = arena_dup(arena, slice_str(duphash));
}

void derived_attach(struct store *s)
{
	const struct grouper grouper = { .group = cluster_titles };

	store_group_by(s, &grouper);
}

struct rules_reader {
	struct steering *steering;
	struct err *err;
};

static void on_rule(void *ctx, const struct store_rule *rule)
{
	struct rules_reader *r = ctx;

	if (!r->err)
		r->err = steering_add(r->steering, rule->file, rule->line, rule->text);
}

struct err *derived_steering(struct store *s, struct steering **ret)
{
	_cleanup_(steering_freep) struct steering *steering = steering_new();
	struct rules_reader r = { .steering = steering };

	struct err *e = store_each_rule(s, on_rule, &r);
	if (e) {
		err_free(r.err);
		return e;
	}
	if (r.err)
		return err_wrap(
			r.err,
			"a rule that the store keeps (`crashql regroup --rules FILE` replaces them)");
	*ret = steering_key(steering) ? take(steering) : NULL;
	return NULL;
}

struct err *derived_set_steering(struct store *s, const struct steering *steering)
{
	struct arena arena = { 0 };
	struct store_rule *rules = NULL;
	size_t n = 0, n_written = 0;
	const struct steer_rule *written = steering ? steering_rules(steering, &n_written) : NULL;

	for (size_t i = 0; i < n_written; i++) {
		const struct store_rule rule = { written[i].file, written[i].text,
			                         written[i].line };
		arena_push(&arena, &rules, &n, &rule);
	}
	struct err *e = store_set_rules(s, rules, n);
	arena_deinit(&arena);
	return e;
}

/** Texts of the last fault that was derived. */
struct again {
	const struct steering *steering;
	struct arena arena;
	uint64_t faults;
};

static void derive_again(void *ctx, const struct fault *f, struct store_derived *ret)
{
	struct again *a = ctx;
	struct derived d;

	arena_reset(&a->arena);
	derive_fault_by(a->steering, f, &a->arena, &d);
	derived_rows(f, &d, &a->arena, ret);
	a->faults++;
}

struct err *derived_again(struct store *s, const struct steering *steering, uint64_t *ret_faults)
{
	struct again a = { .steering = steering };

	derived_attach(s);
	struct err *e = store_rederive_faults(s, derive_again, &a);
	if (!e)
		e = store_derive_all(s);
	arena_deinit(&a.arena);
	*ret_faults = a.faults;
	return e;
}

struct err *derived_settle(struct store *s, uint64_t *ret_faults)
{
	_cleanup_(steering_freep) struct steering *steering = NULL;
	bool differ = false;

	*ret_faults = 0;
	struct err *e = derived_steering(s, &steering);
	if (!e)
		e = store_rules_differ(s, steering_key(steering), &differ);
	return e || !differ ? e : derived_again(s, steering, ret_faults);
}
