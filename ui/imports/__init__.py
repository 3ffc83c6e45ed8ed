"""Excel in, as a person meets it: the window of one import, the imports of before, titles that wait for a post."""
