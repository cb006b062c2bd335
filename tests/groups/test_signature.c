// SPDX-License-Identifier: Apache-2.0
/* Signatures of faults built by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "analyzer/groups/signature.h"

struct made {
	struct fault f;
	struct arena arena;
	struct signature *list;
	size_t n;
};

static int setup(void **state)
{
	static struct made m;
	memset(&m, 0, sizeof(m));
	m.f.arena = &m.arena;
	*state = &m;
	return 0;
}

static int teardown(void **state)
{
	struct made *m = *state;
	arena_deinit(&m->arena);
	return 0;
}

static void begin(struct made *m, enum fault_kind kind, const char *message)
{
	struct arena arena = m->arena;
	m->f = (struct fault){ .kind = kind, .arena = &m->arena };
	m->arena = arena;
	fact_set(&m->f, message, slice_str(message));
}

/** A stack, innermost first: `?f` is unreliable, `[f` inlined. */
static void stack(struct made *m, enum stack_role role, const char *functions)
{
	struct stack s = { .role = role, .cpu = -1, .pid = -1, .title = S("Call Trace:") };
	struct slice list = slice_str(functions), word;

	while (slice_skip_blanks(&list), slice_word(&list, &word)) {
		struct frame f = { .line = -1, .offset = 1, .size = 2 };
		if (slice_skip_char(&word, '?'))
			f.flags |= FRAME_UNRELIABLE;
		else if (slice_skip_char(&word, '['))
			f.flags |= FRAME_INLINED;
		f.function = word;
		arena_push(&m->arena, &s.frames, &s.n_frames, &f);
	}
	arena_push(&m->arena, &m->f.stacks, &m->f.n_stacks, &s);
}

static void make(struct made *m)
{
	struct derived d;

	derive_fault(&m->f, &m->arena, &d);
	signatures_make(&m->f, &d, &m->arena, &m->list, &m->n);
}

/** The @p nth signature of a level, or NULL. */
static const struct signature *of(const struct made *m, enum signature_level level, size_t nth)
{
	for (size_t i = 0; i < m->n; i++)
		if (m->list[i].level == level && nth-- == 0)
			return &m->list[i];
	return NULL;
}

static void want(const struct made *m, enum signature_level level, size_t nth, const char *text)
{
	const struct signature *s = of(m, level, nth);

	if (!text && s)
		fail_msg("%s '" SLICE_FMT "', want none", signature_level_info[level].name,
		         SLICE_ARG(s->text));
	if (text && (!s || !slice_eq(s->text, slice_str(text))))
		fail_msg("%s '" SLICE_FMT "', want '%s'", signature_level_info[level].name,
		         SLICE_ARG(s ? s->text : S("none")), text);
}

static void each_level_says_what_the_fault_has_of_it(void **state)
{
	struct made *m = *state;
	begin(m, FAULT_KASAN, "BUG: KASAN: slab-use-after-free in ip6_send_skb+0x2f5/0x330");
	fact_set(&m->f, bug_type, S("slab-use-after-free"));
	fact_set(&m->f, access, S("read"));
	struct memory_object *o = fault_single(&m->f, memory_object);
	fact_set(o, cache, S("UDPv6"));
	stack(m, STACK_FAULT,
	      "dump_stack_lvl print_report kasan_report ip6_send_skb.isra.0 [udp6_hwcsum ?old_one "
	      "udp_v6_send_skb __might_resched udpv6_sendmsg __sock_sendmsg __x64_sys_sendto "
	      "__sys_sendto do_syscall_64");
	stack(m, STACK_ALLOC,
	      "kasan_save_stack __kasan_slab_alloc kmem_cache_alloc sk_prot_alloc sk_alloc");
	stack(m, STACK_FREE, "kasan_save_stack __kasan_slab_free kmem_cache_free sk_prot_free");
	make(m);
	want(m, SIGNATURE_TEXT, 0, "kasan: BUG: KASAN: slab-use-after-free in ip6_send_skb");
	want(m, SIGNATURE_TITLE, 0, "kasan: KASAN: slab-use-after-free Read in ip6_send_skb");
	want(m, SIGNATURE_CULPRIT, 0, "memory: ip6_send_skb");
	want(m, SIGNATURE_FRAMES, 0, "memory: ip6_send_skb < udp_v6_send_skb < udpv6_sendmsg");
	want(m, SIGNATURE_STACK, 0,
	     "memory: ip6_send_skb < udp_v6_send_skb < udpv6_sendmsg < __sock_sendmsg < sendto < "
	     "do_syscall_64");
	want(m, SIGNATURE_OBJECT, 0, "UDPv6: allocated in sk_prot_alloc, freed in sk_prot_free");
	want(m, SIGNATURE_ALT, 0, "bad-access in ip6_send_skb");
	want(m, SIGNATURE_ALT, 1, NULL);
	want(m, SIGNATURE_EVIDENCE, 0,
	     "bad-access in ip6_send_skb: ip6_send_skb < udp_v6_send_skb < udpv6_sendmsg");
}

static void detectors_of_one_bug_share_an_alternative_title_and_its_evidence(void **state)
{
	struct made *m = *state;
	char kasan[KEY_HEX + 1];

	begin(m, FAULT_KASAN, "BUG: KASAN: null-ptr-deref in foo+0x1/0x2");
	fact_set(&m->f, bug_type, S("null-ptr-deref"));
	fact_set(&m->f, access, S("read"));
	stack(m, STACK_FAULT, "kasan_report foo bar baz");
	make(m);
	memcpy(kasan, of(m, SIGNATURE_EVIDENCE, 0)->key, sizeof(kasan));

	begin(m, FAULT_OOPS, "BUG: kernel NULL pointer dereference, address: 0000000000000010");
	stack(m, STACK_FAULT, "foo.cold bar.part.0 baz qux");
	make(m);
	assert_string_equal(of(m, SIGNATURE_EVIDENCE, 0)->key, kasan);

	begin(m, FAULT_GPF, "general protection fault, probably for non-canonical address");
	stack(m, STACK_FAULT, "foo bar other qux");
	make(m);
	assert_string_not_equal(of(m, SIGNATURE_EVIDENCE, 0)->key, kasan);
	want(m, SIGNATURE_ALT, 0, "bad-access in foo");
}

static void free_twice_is_another_alternative_than_a_bad_access(void **state)
{
	struct made *m = *state;
	begin(m, FAULT_KASAN, "BUG: KASAN: double-free in kfree+0x1/0x2");
	fact_set(&m->f, bug_type, S("double-free"));
	fact_set(&m->f, access, S("free"));
	stack(m, STACK_FAULT, "kasan_report_invalid_free kfree foo bar baz");
	make(m);
	want(m, SIGNATURE_ALT, 0, "invalid-free in foo");
	want(m, SIGNATURE_ALT, 1, NULL);
}

static void a_kmsan_report_names_the_origin_too(void **state)
{
	struct made *m = *state;
	begin(m, FAULT_KMSAN, "BUG: KMSAN: uninit-value in foo+0x1/0x2");
	fact_set(&m->f, bug_type, S("uninit-value"));
	stack(m, STACK_FAULT, "foo bar baz");
	stack(m, STACK_ORIGIN, "slab_post_alloc_hook __kmalloc make_thing user_of_it");
	make(m);
	want(m, SIGNATURE_ALT, 0, "bad-access in foo");
	want(m, SIGNATURE_ALT, 1, "KMSAN origin in make_thing");
}

static void faults_without_a_stack_have_no_signature_of_one(void **state)
{
	struct made *m = *state;
	begin(m, FAULT_OOM,
	      "memhog invoked oom-killer: gfp_mask=0x140dca, order=0, oom_score_adj=0");
	stack(m, STACK_FAULT, "dump_stack dump_header oom_kill_process out_of_memory");
	make(m);
	want(m, SIGNATURE_STACK, 0, NULL);
	want(m, SIGNATURE_FRAMES, 0, NULL);
	want(m, SIGNATURE_ALT, 0, NULL);
	want(m, SIGNATURE_CULPRIT, 0, NULL);
	assert_non_null(of(m, SIGNATURE_TITLE, 0));
}

static void stacks_of_two_frames_are_no_evidence(void **state)
{
	struct made *m = *state;
	begin(m, FAULT_GPF, "general protection fault: 0000 [#1] SMP");
	stack(m, STACK_FAULT, "foo bar");
	make(m);
	want(m, SIGNATURE_EVIDENCE, 0, NULL);
	want(m, SIGNATURE_FRAMES, 0, NULL);
	want(m, SIGNATURE_ALT, 0, "bad-access in foo");
}

static void kinds_of_one_class_and_their_ranks(void **state)
{
	(void)state;
	assert_string_equal(kind_class(FAULT_KASAN), kind_class(FAULT_OOPS));
	assert_string_equal(kind_class(FAULT_OOM), "oom");
	assert_string_not_equal(kind_class(FAULT_WARNING), kind_class(FAULT_BUG));
	assert_true(kind_rank(FAULT_KASAN) < kind_rank(FAULT_OOPS));
}

static void levels_are_found_by_name(void **state)
{
	enum signature_level level;

	(void)state;
	for (int i = 0; i < SIGNATURE_LEVELS; i++) {
		assert_true(signature_level_find(slice_str(signature_level_info[i].name), &level));
		assert_int_equal(level, i);
	}
	assert_false(signature_level_find(S("nonsense"), &level));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(each_level_says_what_the_fault_has_of_it, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(
			detectors_of_one_bug_share_an_alternative_title_and_its_evidence, setup,
			teardown),
		cmocka_unit_test_setup_teardown(free_twice_is_another_alternative_than_a_bad_access,
		                                setup, teardown),
		cmocka_unit_test_setup_teardown(a_kmsan_report_names_the_origin_too, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(faults_without_a_stack_have_no_signature_of_one,
		                                setup, teardown),
		cmocka_unit_test_setup_teardown(stacks_of_two_frames_are_no_evidence, setup,
		                                teardown),
		cmocka_unit_test(kinds_of_one_class_and_their_ranks),
		cmocka_unit_test(levels_are_found_by_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
