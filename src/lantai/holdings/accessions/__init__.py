"""Taking in: folders, zips and catalogues become transfers, transfers become described, stored and readable records.

Owns the way in: what came, what was found wrong, how far it is. Every step can be killed and started again.
"""
