"""Search: the index of records, its two back ends, the outbox that feeds it and the snippets that show why.

Owns what is searchable and who may see it in the index. Refuses to know records: whoever has documents registers a
loader. Nothing of an outside engine leaves `backends`, and no search is possible without saying for whom.
"""
