"""The grid: many records with all their fields, edited in place, pasted into and filled as in a spreadsheet."""
