"""Back ends of the search index: one that keeps its files on disk, one that keeps everything in memory."""
