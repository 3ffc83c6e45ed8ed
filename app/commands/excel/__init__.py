"""Workbooks in: imports, their log, and the rows that go back."""
