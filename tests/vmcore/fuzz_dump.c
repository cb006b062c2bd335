// SPDX-License-Identifier: Apache-2.0
/* Any bytes as a dump: headers of ELF, compressed and flattened files, and all that follows of them. */
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/vmcore/dump_text.h"

#ifdef NDEBUG
#error "a fuzz target without assert() finds nothing"
#endif

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("dump", MFD_CLOEXEC);
	struct dump_text t;

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		return 0;
	err_free(dump_text_read_fds(&fd, 1, &t));
	dump_text_deinit(&t);
	close(fd);
	return 0;
}
