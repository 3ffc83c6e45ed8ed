"""The beginning of a period: what is still true of last year's records."""
