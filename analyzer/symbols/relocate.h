// SPDX-License-Identifier: Apache-2.0
/**
 * @file
 * Relocate: debug sections of a relocatable file (module), which hold no addresses until a linker has
 * put some in.  Here they are those of elf_file.h.
 */
#pragma once

#include "analyzer/symbols/elf_file.h"

/** Apply what SHT_REL and SHT_RELA sections say of @p s, to a copy of its data.  Relocations of types
 *  that relocations.def does not have, or outside of the section, are passed over. */
void relocate_section(struct elf_file *ef, struct elf_section *s);
