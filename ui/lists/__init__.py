"""Lists of findings and of lines with an act."""
