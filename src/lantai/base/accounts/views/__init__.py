"""Pages of accounts: signing in, one's own account, and the accounts that administrators see to."""
