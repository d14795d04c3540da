"""Commands of storerooms."""
