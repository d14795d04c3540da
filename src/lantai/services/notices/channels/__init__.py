"""Ways a message reaches a person, behind one protocol: `protocol.py`. Which are set up is said in `current.py`."""
