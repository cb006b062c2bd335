-- id: dimm_corrected_errors
-- severity: 2
-- title: Memory module {dimm} has many corrected errors: {errors}
-- needs: fault
-- meaning: Single wrong bits were repaired by ECC. Many of them at one module mean that it,
--   its slot or its contacts are failing; two wrong bits at once cannot be repaired and stop
--   the machine.
-- threshold: 10 corrected errors or more of one module in the logs at hand. mcelog takes a
--   page out of use at 10 in 24 hours; a healthy module has a few in a year.
-- reference: mcelog.conf(5), memory-ce-threshold and memory-ce-trigger;
--   drivers/edac/edac_mc.c, edac_ce_error(), Linux 6.1
-- kernels: all
-- evidence: {errors:count} errors in {reports:count} reports{span}, the last: {message}
-- remedy: Replace the module in time; first put it into another slot, to see whether the
--   errors follow it.
-- command: ras-mc-ctl --error-count; ras-mc-ctl --errors | tail
--   edac-util -v; dmidecode -t memory | grep -E 'Locator|Serial|Part'
-- effects: The commands only read.
SELECT host, max(source_id) AS source_id, max(fault_id) AS fault_id, dimm, CAST(sum(errors) AS INTEGER) AS errors, count(*) AS reports,
       substr(max(message), 1, 120) AS message,
       CASE WHEN min(time_utc) < max(time_utc)
            THEN ' from ' || substr(min(time_utc), 1, 19) || ' to ' || substr(max(time_utc), 1, 19) ELSE '' END AS span
FROM (SELECT f.host, f.source_id, f.id AS fault_id, f.time_utc, f.message,
             max(1, CAST(substr(f.message, instr(f.message, ': ') + 2) AS INTEGER)) AS errors,
             trim(substr(f.place, 1, coalesce(nullif(instr(f.place, ' ('), 0), length(f.place) + 1) - 1)) AS dimm
      FROM (SELECT *, substr(message, instr(message, ' on ') + 4) AS place FROM fault_event
            WHERE kind = 'mce' AND message LIKE 'EDAC MC%' AND message LIKE '% CE %' AND instr(message, ' on ') > 0) AS f)
WHERE dimm <> '' AND dimm <> 'any memory' AND dimm <> 'unknown memory'
GROUP BY host, dimm HAVING sum(errors) >= 10
ORDER BY errors DESC, host, dimm;
