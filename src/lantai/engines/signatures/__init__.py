"""Keys, digests and signatures over bytes and XML, national (SM2, SM3) and international (Ed25519, RSA, ECDSA) alike.

Owns key files, certificates, canonical XML and the words for what a signature is worth. Refuses to own models, and to
say whose signature is needed where: it takes bytes, keys and certificates and gives a verdict.
"""
