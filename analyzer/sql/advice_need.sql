-- Is there such a fact?  No row: nothing of this name is known.
SELECT present FROM temp.advice_fact WHERE name = :name;
