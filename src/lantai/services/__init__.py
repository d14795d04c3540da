"""What an archive does for people with what it holds: opening review, and more to come."""
