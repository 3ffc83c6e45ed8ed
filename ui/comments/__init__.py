"""Comments on a report: the bar and the list of what is to be mended."""
