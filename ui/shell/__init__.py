"""The window itself: its rail, its pages, its end."""
