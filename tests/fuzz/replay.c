// SPDX-License-Identifier: Apache-2.0
/*
 * Runs a fuzz target over files and folders of seeds, for builds without libFuzzer.  Besides each
 * file as it is, some cut and changed copies are tried, the same ones on every run.
 */
#include <ftw.h>
#include <stdint.h>
#include <string.h>

#include "parsers/base/cleanup.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define SEED_BYTES_MAX ((size_t)1 << 20)
#define VARIANTS       8

static size_t n_files;

static uint32_t next_random(uint32_t *state)
{
	*state = *state * 1664525u + 1013904223u; // Numerical Recipes' constants
	return *state >> 8;
}

static void replay_variants(const uint8_t *data, size_t size)
{
	uint32_t state = (uint32_t)size;

	for (int v = 0; size > 1 && v < VARIANTS; v++) {
		size_t n = v % 2 ? size : 1 + next_random(&state) % size;
		// exact size, so that ASan sees each overrun
		_cleanup_free_ uint8_t *copy = xmalloc(n);
		memcpy(copy, data, n);
		for (size_t i = 0; i < 1 + n / 512; i++)
			copy[next_random(&state) % n] = next_random(&state);
		LLVMFuzzerTestOneInput(copy, n);
	}
}

static int replay_file(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)ftw;
	if (type != FTW_F || (size_t)st->st_size > SEED_BYTES_MAX)
		return 0;
	_cleanup_fclose_ FILE *f = fopen(path, "rb");
	if (!f)
		return 0;
	_cleanup_free_ uint8_t *data = xmalloc(st->st_size);
	size_t n = fread(data, 1, st->st_size, f);
	LLVMFuzzerTestOneInput(data, n);
	replay_variants(data, n);
	n_files++;
	return 0;
}

int main(int argc, char **argv)
{
	LLVMFuzzerTestOneInput((const uint8_t *)"", 0);
	for (int i = 1; i < argc; i++)
		nftw(argv[i], replay_file, 16, FTW_PHYS);
	printf("%zu files replayed\n", n_files);
	return 0;
}
