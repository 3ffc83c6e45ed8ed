"""Packages: a submission, receipt or enrolment as bytes, and back; knows the domain and cryptography only."""
