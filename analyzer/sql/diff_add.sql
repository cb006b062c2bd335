-- A group of one side; parameters are the columns of diff_groups.sql after the side.
INSERT INTO side VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12);
