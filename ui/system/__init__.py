"""Officers, rules of the passphrase, support."""
