UPDATE group_title SET group_id = :group_id, joined_to = :joined_to, joined_by = :joined_by,
	joined_text = :joined_text, similarity = :similarity
WHERE id = :id AND (group_id IS NOT :group_id OR joined_to IS NOT :joined_to
	OR joined_by IS NOT :joined_by OR joined_text IS NOT :joined_text
	OR similarity IS NOT :similarity);
