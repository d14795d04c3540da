"""Pages of partner archives, and the door through which their packages come."""
