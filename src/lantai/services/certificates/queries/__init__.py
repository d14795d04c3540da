"""Questions about certificates."""
