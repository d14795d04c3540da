"""The pages of describing by hand, one module a subject."""
