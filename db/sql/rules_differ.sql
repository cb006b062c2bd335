SELECT EXISTS (SELECT 1 FROM fault_derived WHERE rules_key IS NOT :rules_key);
