-- Sections of the modules of a dump; :arg: of one module.
SELECT module, name, address FROM module_section
WHERE :arg IS NULL OR module GLOB :arg
ORDER BY module, address, row_no;
