"""Figures, forms and where a number comes from."""
