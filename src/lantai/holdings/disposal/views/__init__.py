"""The pages of disposal."""
