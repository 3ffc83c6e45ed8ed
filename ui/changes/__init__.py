"""Records between two machines of a unit."""
