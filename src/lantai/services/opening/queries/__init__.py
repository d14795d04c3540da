"""What the pages of opening review show."""
