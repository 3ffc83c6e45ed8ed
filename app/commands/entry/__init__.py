"""Records as a person enters them: edits, undo, recycle bin, remarks, roll-over, two clerks."""
