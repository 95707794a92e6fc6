"""What stands in the bytes of a file, one module a format? Readers know nothing of what plans say, and write no files."""
