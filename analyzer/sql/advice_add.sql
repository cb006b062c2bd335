INSERT INTO advice (rule, severity, title, host, evidence, remedy, fault_id, source_id)
VALUES (:rule, :severity, :title, :host, :evidence, :remedy, :fault_id, :source_id);
