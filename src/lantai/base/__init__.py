"""What everything stands on: people and access, the audit chain, and words common to all."""
