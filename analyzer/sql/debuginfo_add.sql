INSERT INTO temp.debuginfo (state, what, name, release, build_id, frames, faults, package, install, file, found, reason)
VALUES (:state, :what, :name, :release, :build_id, :frames, :faults, :package, :install, :file, :found, :reason);
