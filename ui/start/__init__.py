"""The first screen: which store, and its passphrase."""
