"""Pages of a PDF on screen and on paper."""
