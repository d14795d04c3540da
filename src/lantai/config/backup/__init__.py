"""Backup and restore: everything of one archive in a plain folder elsewhere, and the archive from that folder again.

Owns the layout of a backup folder, what belongs to a snapshot, and the order in which things are saved and put back.
Refuses to keep keys beside what they open: those go to a place of their own. Has no tables: a backup must be readable
when there is no database.
"""
