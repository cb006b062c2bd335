-- How many dumps were read.
SELECT count(*) FROM dump;
