SELECT DISTINCT install FROM temp.debuginfo WHERE state <> 'found' AND install IS NOT NULL ORDER BY install;
