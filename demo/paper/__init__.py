"""Paper: lays a document out on pages and draws them so that they look like scans of old records."""
