"""SQLite as Django knows it, and triggers that outlive the change of a table. `ENGINE` names this package."""
