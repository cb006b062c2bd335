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

-- Who allocated the pages of a dump that are in use, by stack, order and flags, the most pages first (kernels
-- booted with page_owner=on).
CREATE TABLE page_owner (
	source_id INTEGER NOT NULL REFERENCES source (id), -- source.id
	row_no INTEGER NOT NULL, -- number of the row in its source, from 0
	blocks INTEGER, -- how many blocks of pages, each allocated at once; page_owner_sort says `times`
	pages INTEGER, -- [pages] in all
	page_order INTEGER, -- log2 of the pages of a block
	gfp_mask TEXT, -- as printed, 0x140cca
	function TEXT, -- innermost function that is not of the allocators
	module TEXT, -- of the function
	pid INTEGER, -- task that allocated one of them
	comm TEXT, -- its name, or that of another one of them
	newest_s REAL, -- [s] how long ago the newest block was allocated
	oldest_s REAL, -- [s] how long ago the oldest one was
	stack TEXT, -- functions, innermost first; NULL: not known, or all stacks beyond those that are told
	PRIMARY KEY (source_id, row_no)
) STRICT, WITHOUT ROWID;
