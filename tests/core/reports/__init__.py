"""Tests of documents on paper and in files."""
