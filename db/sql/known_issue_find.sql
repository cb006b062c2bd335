SELECT id FROM known_issue WHERE source = :source AND key = :key;
