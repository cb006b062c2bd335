INSERT OR REPLACE INTO group_near (title_id, near_title_id, level, text, similarity)
VALUES (:title_id, :near_title_id, :level, :text, :similarity);
