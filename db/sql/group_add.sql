INSERT INTO fault_group (id, key, signature, kind, title) VALUES (:id, :key, '', :kind, :title);
