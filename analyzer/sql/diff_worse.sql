-- Is a group new or more frequent?
SELECT EXISTS (SELECT 1 FROM diff WHERE change IN ('new', 'more'));
