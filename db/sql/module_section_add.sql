INSERT INTO module_section (source_id, row_no, module, name, address)
VALUES (:source_id, :row_no, :module, :name, :address);
