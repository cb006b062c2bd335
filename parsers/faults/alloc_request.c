// SPDX-License-Identifier: Apache-2.0
/*
 * The same facts in the two spellings, and what is printed behind them:
 *
 *   bash invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), nodemask=(null), order=0, oom_score_adj=0
 *   cat: page allocation failure: order:5, mode:0x40dc0(GFP_KERNEL|__GFP_COMP|__GFP_ZERO), nodemask=(null),cpuset=/,mems_allowed=0-1,4
 *   ntpd cpuset=/ mems_allowed=0
 *
 * Lists of nodes hold commas, so a value ends where the next key begins.
 */
#include "parsers/faults/alloc_request.h"

#include "parsers/faults/fields.h"

static const char *const ends[] = {
	", order=",       ",order=",     ",cpuset=",    ", cpuset=",   " mems_allowed=",
	",mems_allowed=", ", oom_",      ",global_oom", ",oom_memcg=", ",task_memcg=",
	",task=",         ", nodemask=", ",nodemask=",  NULL,
};

static void take(struct slice *field, struct slice value)
{
	if (value.p && value.n && !slice_is(value, "(null)"))
		*field = value;
}

static void mask_parse(struct slice text, struct alloc_request *req)
{
	struct slice in = text, hex;
	uint64_t mask;

	if (!slice_skip_past(&in, S("gfp_mask="))) {
		in = text;
		if (!slice_skip_past(&in, S("mode:")))
			return;
	}
	slice_skip_blanks(&in);
	hex = in;
	if (!slice_hex(&in, &mask))
		return;
	hex.n -= in.n;
	req->gfp_mask = hex;
	if (slice_skip_char(&in, '(')) {
		struct slice flags;

		if (slice_cut(&in, ')', &flags))
			take(&req->gfp_flags, flags);
	}
}

void alloc_request_parse(struct slice text, struct alloc_request *req)
{
	mask_parse(text, req);
	if (field_i64(text, S("order="), &req->order) || field_i64(text, S("order:"), &req->order))
		req->has_order = true;
	take(&req->nodemask, field_between(text, S("nodemask="), ends));
	take(&req->cpuset, field_between(text, S("cpuset="), ends));
	take(&req->mems_allowed, field_between(text, S("mems_allowed="), ends));
}
