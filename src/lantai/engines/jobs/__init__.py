"""Background work: the only importer of the task library, progress rows that pages poll, pausing, and a sweeper.

Owns queues, workers and what is known of their progress. Refuses to know what the work is about.
"""
