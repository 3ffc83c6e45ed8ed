"""Bars across the window that say one thing and offer one act."""
