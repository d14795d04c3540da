"""What people and programs meet: pages no subject owns, and the assembled API."""
