-- Slab caches of a dump by memory node, those with a damaged list first; :arg: of one name, or a pattern with *.
SELECT name, node, active_objs, num_objs, num_slabs AS slabs, partial_slabs AS partial, free_objs AS free_in_partial, list
FROM slab_node
WHERE :arg IS NULL OR name GLOB :arg
ORDER BY list = 'verified', num_objs DESC, name, node;
