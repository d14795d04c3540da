"""Packages in the forms of the standards, opened for intake: entries, their files, and what is about both."""
