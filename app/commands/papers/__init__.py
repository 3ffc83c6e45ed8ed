"""Papers of words: the report (BC), its covering letter and the sheet for the leader who signs."""
