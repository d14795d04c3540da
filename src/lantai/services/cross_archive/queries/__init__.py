"""Questions about partner archives and cases that go to and fro."""
