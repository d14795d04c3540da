"""Tags and filters of opening review."""
