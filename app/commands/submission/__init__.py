"""A unit's side of the exchange: the report built, finalised and kept; what comes back taken in."""
