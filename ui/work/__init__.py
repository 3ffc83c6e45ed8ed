"""What a window works with: the store thread, the session, screens, help."""
