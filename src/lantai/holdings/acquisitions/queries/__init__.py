"""What pages of acquisitions ask: lists, single things, what returns count, and where a record came from."""
