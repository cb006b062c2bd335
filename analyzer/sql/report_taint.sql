-- What the taint letters of a fault mean; G says that nothing proprietary is loaded, so it is no taint.
SELECT letter, meaning FROM fault_taint WHERE fault_id = :fault_id AND letter <> 'G' ORDER BY letter;
