-- The store: views of groups.  They come after those of views.sql; the same rules hold.

-- Internal: reports of groups, each once, with the machine that they are of.
CREATE VIEW group_member AS SELECT
	d.group_id AS group_id, -- fault_group.id
	d.fault_id AS fault_id, -- fault.id
	d.title_id AS title_id, -- group_title.id
	d.boot_id AS boot_id, -- boot.id
	d.host AS host, -- as fault.host
	coalesce(f.hardware, b.hardware) AS hardware, -- as fault.hardware
	d.kernel_release AS kernel_release, -- as fault.kernel_release
	d.time_us AS time_us -- [us since 1970 UTC] as fault.time_utc
FROM fault_derived AS d JOIN fault_fact AS f ON f.id = d.fault_id
	LEFT JOIN boot AS b ON b.id = d.boot_id
WHERE d.event_id = d.fault_id;

-- Internal: where the reports of each group come from, in numbers, beside what the store knows of all
-- machines.
CREATE VIEW group_counts AS SELECT
	m.group_id AS group_id, -- fault_group.id
	count(*) AS faults, -- how many reports
	count(m.host) AS faults_with_host, -- how many of them name the host
	count(DISTINCT m.boot_id) AS boots, -- in how many boots
	count(DISTINCT m.host) AS hosts, -- on how many hosts
	count(DISTINCT m.hardware) AS hardware_models, -- on how many hardware models
	count(DISTINCT m.kernel_release) AS kernels, -- on how many kernel releases
	min(m.host) AS a_host, -- one of the hosts
	min(m.hardware) AS a_hardware, -- one of the models
	min(m.kernel_release) AS a_kernel -- one of the releases
FROM group_member AS m
GROUP BY m.group_id;

-- Internal: the same with how much of what the store saw is of that host, model and kernel: the share of
-- boots.
CREATE VIEW group_shares AS SELECT
	c.group_id AS group_id, -- fault_group.id
	c.faults AS faults, -- as group_counts
	c.faults_with_host AS faults_with_host, -- as group_counts
	c.boots AS boots, -- as group_counts
	c.hosts AS hosts, -- as group_counts
	c.hardware_models AS hardware_models, -- as group_counts
	c.kernels AS kernels, -- as group_counts
	c.a_host AS a_host, -- as group_counts
	c.a_hardware AS a_hardware, -- as group_counts
	c.a_kernel AS a_kernel, -- as group_counts
	a.hosts_all AS hosts_all, -- how many hosts the store knows
	a.hardware_all AS hardware_all, -- how many hardware models
	a.kernels_all AS kernels_all, -- how many kernel releases
	CASE WHEN c.hosts = 1 THEN 1.0 * (SELECT count(*) FROM boot AS b WHERE b.host = c.a_host) / nullif(a.boots_host, 0) END AS host_share, -- share of the boots that are of the one host
	CASE WHEN c.hardware_models = 1 THEN 1.0 * (SELECT count(*) FROM boot AS b WHERE b.hardware = c.a_hardware) / nullif(a.boots_hardware, 0) END AS hardware_share, -- share of the boots that are of the one model
	CASE WHEN c.kernels = 1 THEN 1.0 * (SELECT count(*) FROM boot AS b WHERE b.kernel_release = c.a_kernel) / nullif(a.boots_kernel, 0) END AS kernel_share -- share of the boots that are of the one release
FROM group_counts AS c CROSS JOIN (
	SELECT count(DISTINCT host) AS hosts_all, count(DISTINCT hardware) AS hardware_all,
		count(DISTINCT kernel_release) AS kernels_all, count(host) AS boots_host,
		count(hardware) AS boots_hardware, count(kernel_release) AS boots_kernel
	FROM boot
) AS a;

-- Internal: the chance that all boots of the group were of the one host, model and kernel by accident:
-- the share to the power of the boots (of at most 10), of the hosts for model and kernel.
CREATE VIEW group_chances AS SELECT
	s.group_id AS group_id, -- fault_group.id
	s.host_share * s.host_share * s.host_share
		* CASE WHEN s.boots >= 5 THEN s.host_share * s.host_share ELSE 1 END
		* CASE WHEN s.boots >= 10 THEN s.host_share * s.host_share * s.host_share * s.host_share * s.host_share ELSE 1 END AS host_chance, -- of three boots, five or ten
	s.hardware_share * s.hardware_share
		* CASE WHEN s.hosts >= 3 THEN s.hardware_share ELSE 1 END
		* CASE WHEN s.hosts >= 5 THEN s.hardware_share * s.hardware_share ELSE 1 END
		* CASE WHEN s.hosts >= 10 THEN s.hardware_share * s.hardware_share * s.hardware_share * s.hardware_share * s.hardware_share ELSE 1 END AS hardware_chance, -- of two hosts, three, five or ten
	s.kernel_share * s.kernel_share
		* CASE WHEN s.hosts >= 3 THEN s.kernel_share ELSE 1 END
		* CASE WHEN s.hosts >= 5 THEN s.kernel_share * s.kernel_share ELSE 1 END
		* CASE WHEN s.hosts >= 10 THEN s.kernel_share * s.kernel_share * s.kernel_share * s.kernel_share * s.kernel_share ELSE 1 END AS kernel_chance -- of two hosts, three, five or ten
FROM group_shares AS s;

-- How the reports of a group are spread over hosts, hardware and kernels, and what that tells.  There is a
-- verdict only of at least 5 reports with a host in at least 3 boots, and only where chance would hardly
-- (5 %) have made it so; see docs/grouping.md.
CREATE VIEW group_spread AS SELECT
	s.group_id AS group_id, -- fault_group.id
	s.faults AS faults, -- how many reports
	s.boots AS boots, -- in how many boots
	s.hosts AS hosts, -- on how many hosts with a known name
	s.hosts_all AS hosts_all, -- of how many that the store knows
	s.hardware_models AS hardware_models, -- on how many hardware models
	s.hardware_all AS hardware_all, -- of how many
	s.kernels AS kernels, -- on how many kernel releases
	s.kernels_all AS kernels_all, -- of how many
	v.verdict AS verdict, -- host: one host of many, suspect its hardware; hardware: one model, suspect its firmware; kernel: one release, a regression; everywhere: a bug of the kernel; NULL: not enough data, or no pattern
	CASE v.verdict
		WHEN 'host' THEN printf('all %d reports, in %d boots, are of one host of %d (%s): suspect its hardware', s.faults_with_host, s.boots, s.hosts_all, s.a_host)
		WHEN 'hardware' THEN printf('on %d hosts, all of one hardware model of %d (%s): suspect its firmware, or a driver of it', s.hosts, s.hardware_all, s.a_hardware)
		WHEN 'kernel' THEN printf('on %d hosts, all with one kernel of %d (%s): a regression of it, or mended in the others', s.hosts, s.kernels_all, s.a_kernel)
		WHEN 'everywhere' THEN printf('on %d hosts of %d, with %d kernels and %d hardware models: a bug of the kernel', s.hosts, s.hosts_all, s.kernels, s.hardware_models)
		END AS sentence -- the same in words
FROM group_shares AS s JOIN group_chances AS c ON c.group_id = s.group_id JOIN (
	SELECT s.group_id, CASE
		WHEN s.faults_with_host < 5 OR s.boots < 3 THEN NULL
		WHEN s.hosts = 1 AND s.hosts_all >= 5 AND c.host_chance <= 0.05 THEN 'host'
		WHEN s.hosts < 2 THEN NULL
		WHEN s.hardware_models = 1 AND s.hardware_all >= 2 AND c.hardware_chance <= 0.05
			AND c.hardware_chance <= coalesce(c.kernel_chance, 1) THEN 'hardware'
		WHEN s.kernels = 1 AND s.kernels_all >= 2 AND c.kernel_chance <= 0.05 THEN 'kernel'
		WHEN s.hosts >= 3 AND (s.kernels >= 2 OR s.kernels_all = 1)
			AND (s.hardware_models >= 2 OR s.hardware_all <= 1) THEN 'everywhere'
		END AS verdict
	FROM group_shares AS s JOIN group_chances AS c ON c.group_id = s.group_id
) AS v ON v.group_id = s.group_id;

-- Whether a group comes more or less often: its reports in the two halves of the time that the store
-- covers.  Of less than 8 reports with a time, or of less than a day, nothing is said.
CREATE VIEW group_trend AS SELECT
	t.group_id AS group_id, -- fault_group.id
	t.old_faults AS old_faults, -- reports in the first half
	t.new_faults AS new_faults, -- reports in the second half
	strftime('%Y-%m-%dT%H:%M:%SZ', t.middle_us / 1000000, 'unixepoch') AS middle_utc, -- [UTC] where the halves meet
	CASE WHEN t.old_faults + t.new_faults < 8 OR t.span_us < 86400000000 THEN NULL
		WHEN (t.new_faults - t.old_faults) * (t.new_faults - t.old_faults) < 4 * (t.new_faults + t.old_faults) THEN 'steady'
		WHEN t.new_faults > t.old_faults THEN 'rising'
		ELSE 'falling' END AS trend -- rising, falling, steady: the halves differ by less than twice what chance makes; NULL: not enough data
FROM (
	SELECT m.group_id, w.middle_us, w.span_us, sum(coalesce(m.time_us < w.middle_us, 0)) AS old_faults,
		sum(coalesce(m.time_us >= w.middle_us, 0)) AS new_faults
	FROM group_member AS m CROSS JOIN (
		SELECT (min(us) + max(us)) / 2 AS middle_us, max(us) - min(us) AS span_us
		FROM (SELECT started_us AS us FROM boot WHERE started_local = 0
			UNION ALL SELECT time_us FROM fault_derived WHERE time_local = 0)
	) AS w
	GROUP BY m.group_id
) AS t;

-- Internal: frames of the stack to blame that name a file, and the area that it is in.
CREATE VIEW fault_area AS SELECT
	d.fault_id AS fault_id, -- fault.id
	r.depth AS depth, -- frame.depth
	r.function AS function, -- frame.function
	CASE WHEN substr(r.file, 1, 2) = './' THEN substr(r.file, 3) ELSE r.file END AS file, -- frame.file
	r.line AS line, -- frame.line
	(SELECT min(a.position) FROM source_area AS a
		WHERE CASE WHEN substr(r.file, 1, 2) = './' THEN substr(r.file, 3) ELSE r.file END GLOB a.path
			OR substr(r.file, 1, 1) = '/' AND r.file GLOB '/*/' || a.path) AS area -- source_area.position; of a whole path what is below the kernel's tree counts
FROM fault_derived AS d JOIN frame AS r ON r.fault_id = d.fault_id AND r.stack_no = d.stack_no
WHERE r.file IS NOT NULL AND r.reliable = 1 AND (r.depth >= d.depth OR r.inlined = 1 AND r.depth >= d.depth - 4);

-- The source file to blame of a fault, and the part of the kernel that it belongs to, where the frames of
-- its stack name files: the first one, from the function to blame out, that is no machinery.
CREATE VIEW fault_guilty AS SELECT
	f.fault_id AS fault_id, -- fault.id
	f.file AS file, -- path below the kernel's source tree
	f.line AS line, -- line in it
	f.function AS function, -- function, as printed
	(SELECT a.subsystem FROM source_area AS a WHERE a.position = f.area) AS subsystem -- part of the kernel, see source_area
FROM fault_area AS f
WHERE f.depth = (
	SELECT min(x.depth) FROM fault_area AS x
	WHERE x.fault_id = f.fault_id
		AND coalesce((SELECT a.machinery FROM source_area AS a WHERE a.position = x.area), 0) = 0
);

-- Why each report is in its group: what it has in common with the title that names the group.
CREATE VIEW group_why AS SELECT
	d.group_id AS group_id, -- fault_group.id
	d.fault_id AS fault_id, -- fault.id
	t.title AS title, -- its title among groups
	CASE WHEN t.joined_to IS NULL THEN 'title' ELSE t.joined_by END AS joined_by, -- level of the signature that joined the report, or similarity; see docs/grouping.md
	CASE WHEN t.joined_to IS NULL THEN t.kind || ': ' || t.title ELSE t.joined_text END AS joined_text, -- text of that signature
	(SELECT o.title FROM group_title AS o WHERE o.key = t.joined_to) AS joined_to, -- the title it was joined to; NULL: it has the title that names the group
	t.similarity AS similarity, -- of the stacks of the two titles, 0 to 1
	(SELECT s.text FROM fault_signature AS s WHERE s.fault_id = d.fault_id AND s.level = 'stack') AS stack -- its stack as it is compared
FROM fault_derived AS d JOIN group_title AS t ON t.id = d.title_id
WHERE d.event_id = d.fault_id;

-- Groups that were nearly one: the best pairs of their titles.
CREATE VIEW group_nearest AS SELECT
	t.group_id AS group_id, -- fault_group.id
	n.group_id AS near_group_id, -- fault_group.id of the other one
	t.title AS title, -- title of this group
	n.title AS near_title, -- title of the other one
	e.level AS level, -- what they have in common: level of a signature, or similarity
	e.text AS text, -- text of the signature
	e.similarity AS similarity -- of their stacks, 0 to 1
FROM group_near AS e JOIN group_title AS t ON t.id = e.title_id
	JOIN group_title AS n ON n.id = e.near_title_id;
