SELECT state, what, name, release, build_id, frames, faults, package, install, file, found, reason
FROM temp.debuginfo WHERE :all OR state <> 'found' ORDER BY rowid;
