"""Machinery that knows no archives: search, storage, background work, outside tools on files."""
