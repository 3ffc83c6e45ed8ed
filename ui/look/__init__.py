"""How things look: colours, icons, small widgets, layouts, keys; knows no store."""
