"""What an archive does for people with what it holds: opening review and enquiries; heritage and statistics come."""
