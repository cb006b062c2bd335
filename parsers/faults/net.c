// SPDX-License-Identifier: Apache-2.0
/*
 * Network devices that stopped sending.  net/sched/sch_generic.c, dev_watchdog(); a WARN_ONCE() up to
 * 6.5, so the first one has a stack and the later ones none:
 *
 *   ------------[ cut here ]------------
 *   NETDEV WATCHDOG: eth0 (e1000e): transmit queue 0 timed out                      4.2
 *   WARNING: CPU: 0 PID: 0 at net/sched/sch_generic.c:525 dev_watchdog+0x20c/0x220
 *   Modules linked in: …
 *
 *   WARNING: at net/sched/sch_generic.c:258 dev_watchdog+0x25f/0x270()              2.6.27 to 4.1
 *   Hardware name: …
 *   NETDEV WATCHDOG: eth0 (e1000e): transmit queue 0 timed out
 *
 *   e1000e 0000:00:19.0 eth0: NETDEV WATCHDOG: CPU: 3: transmit queue 0 timed out 5376 ms   6.7
 *   NETDEV WATCHDOG: eth0: transmit timed out                                       2.6
 */
#include "parsers/base/rx.h"
#include "parsers/faults/grammar.h"
#include "parsers/limits.h"

static const struct fault_head net_heads[] = {
	{
		.literal = "NETDEV WATCHDOG",
		.pattern =
			"NETDEV WATCHDOG: ([A-Za-z0-9_.@-]+)(?: \\(([^)]*)\\))?: (?:transmit queue ([0-9]+) timed out|transmit timed out)(?: ([0-9]+) ?ms)?",
		.kind = FAULT_NET_WATCHDOG,
		.continues = "net",
	},
	{
		.literal = "NETDEV WATCHDOG: CPU: ",
		.pattern =
			"([^ ]+): NETDEV WATCHDOG: CPU: [0-9]+: ()transmit queue ([0-9]+) timed out(?: ([0-9]+) ms)?",
		.kind = FAULT_NET_WATCHDOG,
	},
	{
		.literal = "net/sched/sch_generic.c",
		.pattern = "^WARNING: .*at net/sched/sch_generic\\.c:[0-9]+ (?:dev_watchdog|0x)",
		.kind = FAULT_NET_WATCHDOG,
		.continues = "net",
	},
	{ .literal = NULL },
};

/** A line of another device, or a second one after the stack, is a report of its own. */
static enum line_class net_classify(struct report *r, const struct report_line *line)
{
	struct slice text = report_text(line);
	bool notice = slice_has(text, S("NETDEV WATCHDOG"));

	if (slice_starts(text, S("---[ end trace")))
		return LINE_END;
	if (!notice && !slice_has(text, S("net/sched/sch_generic.c")))
		return LINE_GENERIC;
	for (size_t i = 0; i < r->n_lines; i++) {
		bool old = slice_has(r->lines[i].text, S("NETDEV WATCHDOG"));
		if (old == notice)
			return LINE_END_BEFORE;
	}
	return LINE_BODY;
}

/** `NETDEV WATCHDOG: eth0 (e1000e): transmit queue 0 timed out 5376 ms` */
static void net_notice(struct slice text, struct fault *f)
{
	struct slice in = text, name, driver = { 0 };
	int64_t ms;

	if (!slice_skip_past(&in, S("NETDEV WATCHDOG: ")))
		return;
	if (slice_starts(in, S("CPU: "))) {
		// since 6.7 the device stands before: "driver bus-address name: NETDEV …"
		struct slice before = slice_head(text, slice_find(text, S(": NETDEV WATCHDOG")));
		struct slice w = { 0 };
		name = before;
		while (slice_skip_blanks(&before), slice_word(&before, &w)) {
			if (!driver.p)
				driver = w;
			name = w;
		}
		if (slice_eq(driver, name))
			driver = (struct slice){ 0 };
	} else {
		size_t n = 0;
		while (n < in.n && in.p[n] != ' ' && in.p[n] != ':')
			n++;
		name = slice_head(in, n);
		struct slice rest = slice_from(in, n);
		if (slice_skip(&rest, S(" (")))
			slice_cut(&rest, ')', &driver);
	}
	if (driver.n)
		fact_set(f, detail, arena_dup(f->arena, slice_head(driver, LIMIT_NAME_BYTES)));
	else if (name.n)
		fact_set(f, detail, arena_dup(f->arena, slice_head(name, LIMIT_NAME_BYTES)));
	if (slice_skip_past(&in, S(" timed out ")) && slice_i64(&in, &ms))
		fact_set(f, duration_s, (double)ms / 1000.0);
}

static bool net_parse(const struct report *r, struct fault *f)
{
	bool found = false;

	for (size_t i = 0; i < r->n_lines && !found; i++) {
		struct slice text = report_text(&r->lines[i]);
		if (!slice_has(text, S("NETDEV WATCHDOG")))
			continue;
		net_notice(text, f);
		if (i && !f->n_stacks) // a WARNING that was cut
			fact_set_text(f, message, arena_dup(f->arena, text));
		found = true;
	}
	if (!found) // its line is lost
		fact_set(f, detail, S("unknown device"));
	return true;
}

static const struct fault_sample net_samples[] = {
	{ "NETDEV WATCHDOG: eth0 (e1000e): transmit queue 0 timed out", FAULT_NET_WATCHDOG, NULL },
	{ "NETDEV WATCHDOG: eth0: transmit timed out", FAULT_NET_WATCHDOG, NULL },
	{ "e1000e 0000:00:19.0 eth0: NETDEV WATCHDOG: CPU: 3: transmit queue 0 timed out 5376 ms",
	  FAULT_NET_WATCHDOG, NULL },
	{ "WARNING: CPU: 0 PID: 0 at net/sched/sch_generic.c:525 dev_watchdog+0x20c/0x220",
	  FAULT_NET_WATCHDOG, NULL },
	{ NULL, FAULT_NONE, NULL },
};

const struct fault_family family_net = {
	.name = "net",
	.heads = net_heads,
	.classify = net_classify,
	.parse = net_parse,
	.samples = net_samples,
};
