"""Pages of hand-over: the unit's, the desk's, uploads, papers."""
