"""The shipped detectors, one subject a module."""
