SELECT id FROM source WHERE key = :key;
