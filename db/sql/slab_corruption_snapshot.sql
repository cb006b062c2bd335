SELECT * FROM slab_corruption WHERE source_id = :source_id ORDER BY row_no;
