-- The store: memory of a dead kernel, by who took it.  Comments are documentation, see schema.sql.

-- Slab caches of a dump by memory node, with the state of the node's list of slabs that have free objects.
CREATE TABLE slab_node (
	source_id INTEGER NOT NULL REFERENCES source (id), -- source.id
	row_no INTEGER NOT NULL, -- number of the row in its source, from 0
	name TEXT, -- slab_cache.name
	node INTEGER, -- number of the memory node
	num_slabs INTEGER, -- slabs of the cache on it
	num_objs INTEGER, -- objects in all
	active_objs INTEGER, -- objects in use, those of slabs that a CPU has taken among them; NULL: the list is damaged or cut
	free_objs INTEGER, -- free objects of the slabs on the list; NULL: it is damaged or cut
	partial_slabs INTEGER, -- slabs with free objects, as the node counts them
	listed_slabs INTEGER, -- slabs that the list leads to before it ends or breaks
	list TEXT, -- verified: links point back, slabs are of this cache, as many as the node counts; else what is wrong; NULL: the allocator keeps no such list
	PRIMARY KEY (source_id, row_no)
) STRICT, WITHOUT ROWID;
