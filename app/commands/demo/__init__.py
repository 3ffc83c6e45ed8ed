"""The whole loop on invented people: who they are, their workbooks, and the walk through all commands."""
