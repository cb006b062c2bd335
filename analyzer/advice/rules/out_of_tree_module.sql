-- id: out_of_tree_module
-- severity: 3
-- title: Out-of-tree module {module} is to blame for kernel faults
-- needs: fault
-- meaning: The function to blame lies in a module that did not come with the kernel. Neither
--   the kernel's developers nor the distribution can see its source; only its vendor can
--   repair it.
-- threshold: One report of severity 1 to 3 whose culprit is in a module marked O (out of tree)
--   or P (proprietary) in the report's list of modules.
-- reference: Documentation/admin-guide/tainted-kernels.rst, O and P; kernel/module/main.c,
--   module_flags(), Linux 6.1
-- kernels: 3.2 and later for O, all for P
-- evidence: {title}{at}: {function} [{module}({flags})]
-- remedy: Ask the vendor of the module for a version made for this kernel; try the machine
--   without the module, to see whether the fault goes away.
-- command: modinfo {module} | grep -E 'filename|version|vermagic|signer'
--   modprobe -r {module}    # or: echo blacklist {module} > /etc/modprobe.d/blacklist-{module}.conf
-- effects: What the module drives stops working while it is away.
SELECT f.host, f.source_id, f.id AS fault_id, f.module, f.title, coalesce(f.function, '?') AS function,
       substr(f.rest, 1, instr(f.rest, ')') - 1) AS flags, coalesce(' at ' || substr(f.time_utc, 1, 19), '') AS at
FROM (SELECT *, substr(' ' || modules, instr(' ' || modules, ' ' || module || '(') + length(module) + 2) AS rest
      FROM fault_event
      WHERE module IS NOT NULL AND severity <= 3 AND instr(' ' || modules, ' ' || module || '(') > 0) AS f
WHERE substr(f.rest, 1, instr(f.rest, ')') - 1) GLOB '*[OP]*'
ORDER BY f.severity, f.module, f.time_utc, f.key;
