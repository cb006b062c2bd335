// SPDX-License-Identifier: Apache-2.0
#include "analyzer/symbols/build_id.h"

static const struct {
	uint64_t major, minor, from;
	int64_t to;
} broken[] = {
#define BROKEN_BUILD_ID(major, minor, from, to) { major, minor, from, to },
#include "analyzer/symbols/broken_build_ids.def"
#undef BROKEN_BUILD_ID
};

/** `6.1.115` at the beginning of @p in. */
static bool read_version(struct slice in, uint64_t ret[3])
{
	uint64_t v[3];

	for (int i = 0; i < 3; i++) {
		if ((i && !slice_skip_char(&in, '.')) || !slice_u64(&in, 10, &v[i]))
			return false;
	}
	memcpy(ret, v, sizeof(v));
	return true;
}

bool build_id_can_be_trusted(struct slice release, struct slice version)
{
	uint64_t v[3], in_version[3];
	struct slice word;

	if (!read_version(release, v))
		return true;
	while (slice_word(&version, &word)) {
		if (read_version(word, in_version) && in_version[0] == v[0] &&
		    in_version[1] == v[1])
			v[2] = in_version[2];
		slice_skip_blanks(&version);
	}
	for (size_t i = 0; i < sizeof(broken) / sizeof(*broken); i++) {
		if (broken[i].major == v[0] && broken[i].minor == v[1] && v[2] >= broken[i].from &&
		    (broken[i].to < 0 || v[2] <= (uint64_t)broken[i].to))
			return false;
	}
	return true;
}
