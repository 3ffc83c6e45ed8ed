"""One module for each version of the schema, written once and never changed after a release."""
