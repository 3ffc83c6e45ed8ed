"""Keys, certificates and signing devices."""
