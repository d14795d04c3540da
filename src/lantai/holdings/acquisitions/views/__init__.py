"""The pages of acquisitions: the desk of those who acquire, and the public page on which people offer archives."""
