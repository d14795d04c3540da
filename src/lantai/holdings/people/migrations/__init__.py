"""Tables of finding persons."""
