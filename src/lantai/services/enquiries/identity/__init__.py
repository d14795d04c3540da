"""Proof of who is asking: providers behind one protocol, and the levels they reach as data (`identity.yaml`)."""
