"""Measurements: ratios in one run, never asserted by the clock (`make bench`)."""
