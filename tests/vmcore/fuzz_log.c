// SPDX-License-Identifier: Apache-2.0
/*
 * Any bytes as the memory of a kernel that says, rightly, where its log lies.  The first byte chooses the
 * machine and the form of the log; the next 16 are the numbers that the log's variables hold.
 */
#include <stdint.h>
#include <unistd.h>

#include "tests/mk/make_dump.h"
#include "tests/vmcore/dump_text.h"

#ifdef NDEBUG
#error "a fuzz target without assert() finds nothing"
#endif

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void variables(struct make_dump *d, int form, uint64_t buf, const uint8_t *n)
{
	size_t w = make_word(d);

	make_symbol(d, form == 0 ? "prb" : "log_buf", w, buf);
	if (form == 0)
		return;
	make_symbol(d, "log_buf_len", 4, form == 1 ? 512 : 1u << n[0] % 32);
	make_symbol(d, "log_end", 4, n[1] | (uint32_t)n[2] << 8 | (uint32_t)n[3] << 24);
	make_symbol(d, "log_first_idx", 4, n[4] | (uint32_t)(n[5] & 3) << 8);
	make_symbol(d, "log_next_idx", 4, n[6] | (uint32_t)(n[7] & 3) << 8);
	if (form == 1)
		sbuf_puts(&d->vmcoreinfo, "SIZE(printk_log)=16\nOFFSET(printk_log.ts_nsec)=0\n"
		                          "OFFSET(printk_log.len)=8\n"
		                          "OFFSET(printk_log.text_len)=10\n");
}

static const char ring_layout[] =
	"OFFSET(printk_ringbuffer.desc_ring)=0\nOFFSET(printk_ringbuffer.text_data_ring)=48\n"
	"OFFSET(prb_desc_ring.count_bits)=0\nOFFSET(prb_desc_ring.descs)=8\n"
	"OFFSET(prb_desc_ring.infos)=16\nOFFSET(prb_desc_ring.head_id)=24\n"
	"OFFSET(prb_desc_ring.tail_id)=32\nSIZE(prb_desc)=24\nOFFSET(prb_desc.state_var)=0\n"
	"OFFSET(prb_desc.text_blk_lpos)=8\nOFFSET(prb_data_blk_lpos.begin)=0\n"
	"OFFSET(prb_data_blk_lpos.next)=8\nOFFSET(prb_data_ring.size_bits)=0\n"
	"OFFSET(prb_data_ring.data)=8\nOFFSET(atomic_long_t.counter)=0\nSIZE(printk_info)=88\n"
	"OFFSET(printk_info.seq)=0\nOFFSET(printk_info.ts_nsec)=8\nOFFSET(printk_info.text_len)=16\n"
	"OFFSET(printk_info.caller_id)=20\nOFFSET(printk_info.dev_info)=24\nSIZE(dev_printk_info)=64\n"
	"OFFSET(dev_printk_info.subsystem)=0\nLENGTH(printk_info_subsystem)=16\n"
	"OFFSET(dev_printk_info.device)=16\nLENGTH(printk_info_device)=48\n";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 32 || size > 16384)
		return 0;
	struct make_dump *d = make_dump_new((enum make_arch)(data[0] % 3), "5.10.0");
	int form = data[0] / 3 % 3;
	uint64_t buf = make_bytes(d, data + 17, size - 17);
	struct dump_text t;

	if (form == 0) { // the pointers of the ring lead into it, most of the time
		make_number(d, buf, 4, data[1] % 8);
		make_number(d, buf + 8, make_word(d), buf + data[2]);
	}
	variables(d, form, buf, data + 1);
	if (form == 0)
		sbuf_puts(&d->vmcoreinfo, ring_layout);
	int fd = make_elf(d);
	err_free(dump_text_read_fds(&fd, 1, &t));
	dump_text_deinit(&t);
	close(fd);
	make_dump_free(d);
	return 0;
}
