"""Federation (联合目录): opened descriptions harvested by union catalogues and search services, by OAI-PMH 2.0.

Owns what harvesters were told of and when it changed, and the one address they ask (`/oai`). Refuses to own what is
open (`accounts.access` and the catalogue decide, at every answer), what is said of a record (`exchange` writes it),
and cases between archives (`cross_archive`).
"""
