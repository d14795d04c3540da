"""The archives themselves: description, storage objects, page texts, and how they come in."""
