"""What the pages of disposal show."""
