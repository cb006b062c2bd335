-- Slab objects of a dump by what KASAN says of them; :arg: of one name, or a pattern with *.
SELECT name, slabs, allocated, quarantined, free, unused, unknown
FROM kasan_cache
WHERE :arg IS NULL OR name GLOB :arg
ORDER BY quarantined DESC, allocated DESC, name;
