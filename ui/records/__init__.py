"""Records as lists and forms."""
