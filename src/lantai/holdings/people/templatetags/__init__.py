"""Template tags of finding persons."""
