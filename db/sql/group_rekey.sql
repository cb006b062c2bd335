UPDATE fault_group SET key = :key WHERE id = :id AND key <> :key;
