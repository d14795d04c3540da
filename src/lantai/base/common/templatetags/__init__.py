"""Template tags common to every page."""
