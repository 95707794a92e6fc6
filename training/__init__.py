"""The marked passages and what makes the tagger of them; it is no part of the installed program."""
