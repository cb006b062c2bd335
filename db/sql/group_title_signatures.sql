SELECT level, text, faults FROM title_signature WHERE title_id = :title_id ORDER BY level DESC, faults DESC, signature;
