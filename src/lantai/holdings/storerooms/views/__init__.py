"""The pages of storerooms, one module a subject."""
