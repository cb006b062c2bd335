-- Settings of the kernel of a dump; :arg: those whose name holds it.
SELECT name, value FROM setting WHERE :arg IS NULL OR instr(name, :arg) > 0 ORDER BY name;
