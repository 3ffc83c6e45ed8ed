"""What was changed, by whom and when."""
