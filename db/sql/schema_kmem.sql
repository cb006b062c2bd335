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

-- Objects of slab caches by what KASAN's shadow memory says of them.
CREATE TABLE kasan_cache (
	source_id INTEGER NOT NULL REFERENCES source (id), -- source.id
	row_no INTEGER NOT NULL, -- number of the row in its source, from 0
	name TEXT, -- slab_cache.name
	slabs INTEGER, -- slabs of the cache that were found
	allocated INTEGER, -- objects in use
	quarantined INTEGER, -- objects that were freed and are kept in quarantine, so that a use of them is noticed
	free INTEGER, -- objects that are free
	unused INTEGER, -- objects that were never allocated since their slab was made
	unknown INTEGER, -- objects whose shadow memory is not in the dump, or says something else
	PRIMARY KEY (source_id, row_no)
) STRICT, WITHOUT ROWID;

-- Objects that KASAN reports of the log of a dump name, as they are in the dump.
CREATE TABLE kasan_object (
	source_id INTEGER NOT NULL REFERENCES source (id), -- source.id
	row_no INTEGER NOT NULL, -- number of the row in its source, from 0
	cache TEXT, -- slab_cache.name
	object_address TEXT, -- the object
	object_size INTEGER, -- [bytes] its size
	state TEXT, -- when the dump was made: allocated, quarantined, free, unused; NULL: not known
	alloc_stack TEXT, -- who allocated it last, innermost function first
	alloc_pid INTEGER, -- task that did
	free_stack TEXT, -- who freed it last; known while it is in quarantine
	free_pid INTEGER, -- task that did
	aux_stack TEXT, -- who last queued it as a work item, to RCU or the like
	aux_stack_2 TEXT, -- who did so before
	PRIMARY KEY (source_id, row_no)
) STRICT, WITHOUT ROWID;
