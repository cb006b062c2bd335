// SPDX-License-Identifier: Apache-2.0
#include "tests/ingest/logs.h"

void log_boot(struct sbuf *b, unsigned n)
{
	sbuf_printf(
		b,
		"[    0.000000] Linux version 6.1.%u (build@host) (gcc (Debian 12.2.0-14) 12.2.0, "
		"GNU ld 2.40) #1 SMP PREEMPT_DYNAMIC Debian 6.1.%u-1 (2023-09-29)\n"
		"[    0.000000] Command line: BOOT_IMAGE=/boot/vmlinuz-6.1.%u root=/dev/vda1 ro\n",
		n, n, n);
}

void log_oops(struct sbuf *b, unsigned second, const char *name)
{
	unsigned us = 100000;
	const unsigned s = second;

	sbuf_printf(b,
	            "[%5u.%06u] BUG: kernel NULL pointer dereference, address: 0000000000000010\n",
	            s, us++);
	sbuf_printf(b, "[%5u.%06u] #PF: supervisor read access in kernel mode\n", s, us++);
	sbuf_printf(b, "[%5u.%06u] #PF: error_code(0x0000) - not-present page\n", s, us++);
	sbuf_printf(b, "[%5u.%06u] PGD 0 P4D 0 \n", s, us++);
	sbuf_printf(b, "[%5u.%06u] Oops: 0000 [#1] PREEMPT SMP PTI\n", s, us++);
	sbuf_printf(b, "[%5u.%06u] CPU: 1 PID: 811 Comm: reader Not tainted 6.1.0-13-amd64 #1\n", s,
	            us++);
	sbuf_printf(
		b,
		"[%5u.%06u] Hardware name: QEMU Standard PC (i440FX + PIIX, 1996), BIOS 1.16.2 04/01/2014\n",
		s, us++);
	sbuf_printf(b, "[%5u.%06u] RIP: 0010:demo_read_%s+0x1c/0x40 [demo]\n", s, us++, name);
	sbuf_printf(b, "[%5u.%06u] RSP: 0018:ffffb1c2c0a3fe68 EFLAGS: 00010246\n", s, us++);
	sbuf_printf(
		b, "[%5u.%06u] RAX: 0000000000000000 RBX: ffff9a5b4131f700 RCX: ffffb1c2c0a3fef0\n",
		s, us++);
	sbuf_printf(b, "[%5u.%06u] Call Trace:\n", s, us++);
	sbuf_printf(b, "[%5u.%06u]  <TASK>\n", s, us++);
	sbuf_printf(b, "[%5u.%06u]  vfs_read+0x9d/0x1b0\n", s, us++);
	sbuf_printf(b, "[%5u.%06u]  ksys_read+0x5f/0xe0\n", s, us++);
	sbuf_printf(b, "[%5u.%06u]  do_syscall_64+0x58/0xc0\n", s, us++);
	sbuf_printf(b, "[%5u.%06u]  entry_SYSCALL_64_after_hwframe+0x64/0xce\n", s, us++);
	sbuf_printf(b, "[%5u.%06u]  </TASK>\n", s, us++);
	sbuf_printf(b, "[%5u.%06u] Modules linked in: demo(E) virtio_net\n", s, us++);
	sbuf_printf(b, "[%5u.%06u] CR2: 0000000000000010\n", s, us++);
	sbuf_printf(b, "[%5u.%06u] ---[ end trace 0000000000000000 ]---\n", s, us++);
}

void log_quiet(struct sbuf *b, unsigned second, size_t bytes)
{
	size_t end = b->n + bytes;

	for (unsigned i = 0; b->n < end; i++)
		sbuf_printf(
			b,
			"[%5u.%06u] usb 1-%u: new high-speed USB device number %u using xhci_hcd\n",
			second, i % 1000000, i % 7 + 1, i % 120);
}
