"""What an archive does for people with what it holds: opening review now, service, heritage and statistics as they come."""
