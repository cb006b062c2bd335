INSERT INTO kernel_symbols (source_id, row_no, module, address, symbols, list)
VALUES (:source_id, :row_no, :module, :address, :symbols, CASE WHEN :list IS NOT NULL THEN key_of(:list) END);
