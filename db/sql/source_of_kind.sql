SELECT path FROM source WHERE kind = :kind ORDER BY path;
