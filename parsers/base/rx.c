// SPDX-License-Identifier: Apache-2.0
#define PCRE2_CODE_UNIT_WIDTH 8
#include "parsers/base/rx.h"

#include <pcre2.h>
#include <pthread.h>
#include <stdio.h>

#include "parsers/base/cleanup.h"
#include "parsers/base/err.h"
#include "parsers/base/sbuf.h"

// A first line of 64 KiB with the worst of our patterns stays far below these.
#define RX_MATCH_LIMIT 200000
#define RX_DEPTH_LIMIT 2000
#define RX_HEAP_KIB    4096

struct rx {
	pcre2_code *code;
};

struct rx_thread {
	pcre2_match_context *ctx;
	pcre2_match_data *data;
};

static const struct {
	const char *name;
	const char *text;
} rx_macros[] = {
	{ "{{FUNC}}", "[A-Za-z_.$<][A-Za-z0-9_.$<>:~]*" },
	{ "{{ADDR}}", "(?:0x)?[0-9a-fA-F]+" },
	{ "{{PC}}", "\\[<\\(?[0-9a-zA-Z_]+\\)?>\\]" },
	{ "{{SRC}}", "[A-Za-z0-9_./+-]+\\.[a-zA-Z]+:[0-9]+" },
};

static void rx_expand(const char *pattern, struct sbuf *ret)
{
	while (*pattern) {
		bool done = false;
		for (size_t i = 0; i < sizeof(rx_macros) / sizeof(*rx_macros) && !done; i++) {
			size_t n = strlen(rx_macros[i].name);
			if (strncmp(pattern, rx_macros[i].name, n) == 0) {
				sbuf_puts(ret, rx_macros[i].text);
				pattern += n;
				done = true;
			}
		}
		if (!done)
			sbuf_char(ret, *pattern++);
	}
}

struct rx *rx_new(const char *pattern)
{
	struct sbuf text = { 0 };
	int error;
	PCRE2_SIZE at;

	rx_expand(pattern, &text);
	struct rx *rx = xmalloc(sizeof(*rx));
	rx->code = pcre2_compile((PCRE2_SPTR)text.p, text.n, PCRE2_NEVER_UTF | PCRE2_DOLLAR_ENDONLY,
	                         &error, &at, NULL);
	if (!rx->code) {
		PCRE2_UCHAR msg[256];
		pcre2_get_error_message(error, msg, sizeof(msg));
		fprintf(stderr, "crashql: bug: pattern %s: %s at %zu\n", text.p, (char *)msg, at);
		abort();
	}
	pcre2_jit_compile(rx->code, PCRE2_JIT_COMPLETE); // optional: matching works without
	sbuf_deinit(&text);
	return rx;
}

struct rx *rx_new_user(struct slice pattern, char ret_message[RX_MESSAGE])
{
	int error;
	PCRE2_SIZE at;
	PCRE2_UCHAR msg[256];
	pcre2_code *code =
		pcre2_compile((PCRE2_SPTR)(pattern.p ? pattern.p : ""), pattern.n,
	                      PCRE2_NEVER_UTF | PCRE2_NEVER_BACKSLASH_C | PCRE2_DOLLAR_ENDONLY,
	                      &error, &at, NULL);

	if (!code) {
		pcre2_get_error_message(error, msg, sizeof(msg));
		snprintf(ret_message, RX_MESSAGE, "%s at character %zu", (char *)msg, at + 1);
		return NULL;
	}
	// not by JIT: its stack has limits of its own, which a pattern of many groups meets sooner
	struct rx *rx = xmalloc(sizeof(*rx));
	rx->code = code;
	return rx;
}

void rx_free(struct rx *rx)
{
	if (!rx)
		return;
	pcre2_code_free(rx->code);
	free(rx);
}

static pthread_key_t rx_key;

static void rx_thread_free(void *p)
{
	struct rx_thread *t = p;
	pcre2_match_data_free(t->data);
	pcre2_match_context_free(t->ctx);
	free(t);
}

static void rx_key_make(void)
{
	if (pthread_key_create(&rx_key, rx_thread_free))
		die_oom();
}

static struct rx_thread *rx_thread(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, rx_key_make);

	struct rx_thread *t = pthread_getspecific(rx_key);
	if (t)
		return t;
	t = xmalloc(sizeof(*t));
	t->ctx = pcre2_match_context_create(NULL);
	t->data = pcre2_match_data_create(RX_GROUPS, NULL);
	if (!t->ctx || !t->data)
		die_oom();
	pcre2_set_match_limit(t->ctx, RX_MATCH_LIMIT);
	pcre2_set_depth_limit(t->ctx, RX_DEPTH_LIMIT);
	pcre2_set_heap_limit(t->ctx, RX_HEAP_KIB);
	pthread_setspecific(rx_key, t);
	return t;
}

bool rx_match(const struct rx *rx, struct slice s, struct slice ret[RX_GROUPS])
{
	struct rx_thread *t = rx_thread();
	int n = pcre2_match(rx->code, (PCRE2_SPTR)(s.p ? s.p : ""), s.n, 0, 0, t->data, t->ctx);

	if (n < 0)
		return false;
	if (!ret)
		return true;
	if (n == 0 || n > RX_GROUPS)
		n = RX_GROUPS;
	PCRE2_SIZE *ov = pcre2_get_ovector_pointer(t->data);
	for (int i = 0; i < RX_GROUPS; i++) {
		if (i < n && ov[2 * i] != PCRE2_UNSET)
			ret[i] = (struct slice){ s.p + ov[2 * i], ov[2 * i + 1] - ov[2 * i] };
		else
			ret[i] = (struct slice){ 0 };
	}
	return true;
}
