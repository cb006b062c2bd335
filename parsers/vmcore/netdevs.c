// SPDX-License-Identifier: Apache-2.0
#include "parsers/vmcore/dump_kernel.h"

/** IFF_ of include/uapi/linux/if.h, by bit. */
static const char *const flag_names[] = { "up",          "broadcast",  "debug",   "loopback",
	                                  "pointopoint", "notrailers", "running", "noarp",
	                                  "promisc",     "allmulti",   "master",  "slave",
	                                  "multicast" };

/** __LINK_STATE_NOCARRIER of enum netdev_state_t. */
#define STATE_NOCARRIER 2

static void add_netdev(struct dump_context *d, uint64_t net, uint64_t dev)
{
	struct kernel *k = d->kernel;
	struct slice text = S("");
	uint64_t v;
	char name[32];

	if (!kernel_text(k, dev, KM_netdev_name, name, sizeof(name)))
		return;
	struct net_device *row = snapshot_row(&d->rows, net_device);
	fact_set_text(row, name, arena_dup(d->rows.arena, slice_str(name)));
	fact_set(row, address, dev);
	fact_set(row, namespace, net);
	if (kernel_get(k, dev, KM_netdev_ifindex, &v))
		fact_set(row, ifindex, (int64_t)v);
	if (kernel_get(k, dev, KM_netdev_mtu, &v))
		fact_set(row, mtu, (int64_t)v);
	if (kernel_get(k, dev, KM_netdev_flags, &v)) {
		for (size_t i = 0; i < sizeof(flag_names) / sizeof(*flag_names); i++)
			if (v >> i & 1)
				text = arena_printf(d->rows.arena, SLICE_FMT "%s%s",
				                    SLICE_ARG(text), text.n ? " " : "",
				                    flag_names[i]);
		fact_set_text(row, flags, text);
	}
	if (kernel_get(k, dev, KM_netdev_state, &v))
		fact_set(row, carrier, !(v >> STATE_NOCARRIER & 1));
	dump_rows_give(d);
}

static bool add_namespace(struct dump_context *d, uint64_t net)
{
	struct kernel *k = d->kernel;
	struct klist l = klist(kernel_addr(k, net, KM_net_devices));
	uint64_t node;

	while (klist_next(k, &l, &node))
		add_netdev(d, net, kernel_container(k, node, KM_netdev_list));
	return !l.damaged;
}

static void add_netdevs(struct dump_context *d)
{
	struct kernel *k = d->kernel;
	uint64_t head, node;
	bool whole = true;

	if (!kernel_has(k, KM_net_devices) || !kernel_has(k, KM_netdev_list) ||
	    !kernel_symbol(k, "net_namespace_list", &head))
		return;
	struct klist l = klist(head);
	while (klist_next(k, &l, &node))
		whole &= add_namespace(d, kernel_container(k, node, KM_net_list));
	if (l.damaged || !whole)
		dump_note(d, "the list of network devices is damaged or cut");
}

const struct dump_part dump_part_netdevs = { .name = "netdevs", .run = add_netdevs };
