SELECT * FROM slab_node WHERE source_id = :source_id ORDER BY row_no;
