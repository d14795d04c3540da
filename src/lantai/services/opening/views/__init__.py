"""The pages of opening review."""
