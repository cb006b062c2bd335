/* SPDX-License-Identifier: Apache-2.0 */
static inline __attribute__((always_inline)) int from_header(int x)
{
	if (x > 100)
		return x / 3;
	return x * 5;
}
