"""What an archive does for people with what it holds: opening review, enquiries, certificates; heritage comes."""
