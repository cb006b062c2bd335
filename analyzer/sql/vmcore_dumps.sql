-- How many memory dumps were read, and whether the types of one of their kernels are known.
SELECT count(*), coalesce(max(instr(knowledge, 'btf') > 0 OR instr(knowledge, 'dwarf') > 0), 0) FROM dump;
