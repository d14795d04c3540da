"""Benchmarks: scripts that print ratios against named rivals run beside them. They never gate tests."""
