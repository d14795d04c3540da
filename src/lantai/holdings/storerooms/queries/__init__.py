"""What the pages of storerooms show, read within a scope."""
