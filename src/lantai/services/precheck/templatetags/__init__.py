"""Template tags of the precheck."""
