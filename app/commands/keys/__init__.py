"""Keys, certificates and signing devices of both sides, and what is trusted."""
