UPDATE source SET linked = 0 WHERE linked <> 0;
