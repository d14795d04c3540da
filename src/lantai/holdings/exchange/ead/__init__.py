"""Encoded Archival Description: writing and reading both versions. No models are known here, so a child may read."""
