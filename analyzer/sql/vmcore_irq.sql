-- Interrupts of a dump.
SELECT irq, count, chip, name, disabled_depth, unhandled FROM irq ORDER BY irq;
