"""What the pages of the review ask."""
