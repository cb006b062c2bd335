-- A title of one side; parameters are the columns of diff_groups.sql after the side.
INSERT INTO side_title VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13);
