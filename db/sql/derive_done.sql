UPDATE source SET linked = 1 WHERE linked = 0;
