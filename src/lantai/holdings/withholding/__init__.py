"""What of an opened record is withheld (部分开放、遮蔽): whole pages, passages of their texts, boxes on their images.

Owns the decision in force, and what follows from it for one page: which characters and which parts of the image go.
Refuses to know how a decision came about, and pages themselves: who owns them says what they are (`sources`).
"""
