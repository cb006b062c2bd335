SELECT state, what, name, release, build_id, frames, faults, package, reason, found
FROM temp.debuginfo WHERE :all OR state <> 'found' ORDER BY rowid;
