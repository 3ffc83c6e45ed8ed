"""What exists: records, units, periods, findings, figures; standard library only."""
