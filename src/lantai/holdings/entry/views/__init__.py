"""Pages of entry by hand: the work list and one record, rows of a volume, tasks of double entry."""
