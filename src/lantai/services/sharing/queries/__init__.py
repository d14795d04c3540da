"""What the pages of sharing agreements show."""
