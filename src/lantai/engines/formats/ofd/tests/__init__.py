"""Tests of the OFD reader and renderer."""
