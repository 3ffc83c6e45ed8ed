"""Fields in which people type, with what they offer and how values are written."""
