"""Oversight: the auditor's desk over the audit chain, its checkpoints and its exports.

Owns who may read which events, what of an event is shown, exports that were ordered, and the moment of a checkpoint.
Refuses to know how events are chained and signed (`base.audit`), and to change or delete any of them.
"""
