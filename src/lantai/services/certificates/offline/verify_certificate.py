"""Verify a certificate offline: python3 verify_certificate.py FILE.pdf FILE.proof.json KEY.pem [LATER.proof.json ...]

KEY.pem: the public keys of the archive's log as it published them. LATER: proofs of revocations, if you have any.
Prints valid, altered, revoked or unknown, and why. Needs Python and its package `cryptography`.
A proof is an entry of the log (leaf), its way to the log's root (RFC 6962), and that root signed (C2SP note, Ed25519).
"""

import base64
import json
import re
import sys
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ED25519, SM2 = bytes.fromhex("302a300506032b6570032100"), bytes.fromhex("06082a811ccf5501822d03420004")
P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF  # SM2, GB/T 32918.5
N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
GX = 0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7
GY = 0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0


def digest(*parts, of=hashes.SHA256):
    found = hashes.Hash(of())
    found.update(b"".join(parts))
    return found.finalize()


def add(p, q):
    if p is None or q is None or (p[0] == q[0] and (p[1] + q[1]) % P == 0):
        return (p or q) if p is None or q is None else None
    slope = (3 * p[0] * p[0] - 3) * pow(2 * p[1], -1, P) if p == q else (q[1] - p[1]) * pow(q[0] - p[0], -1, P)
    x = (slope * slope - p[0] - q[0]) % P
    return x, (slope * (p[0] - x) - p[1]) % P


def times(n, p):
    return add(times(n >> 1, add(p, p)), p if n & 1 else None) if n else None


def fits_sm2(key, message, signature):
    at = 4 + signature[3]  # SEQUENCE { INTEGER r, INTEGER s }
    numbers = signature[4:at], signature[at + 2 :], key[:32], key[32:]
    r, s, x, y = (int.from_bytes(number, "big") for number in numbers)
    curve = b"".join(number.to_bytes(32, "big") for number in (P - 3, B, GX, GY))
    z = digest(b"\0\x80", b"1234567812345678", curve, key, of=hashes.SM3)
    point, told = add(times(s, (GX, GY)), times((r + s) % N, (x, y))), digest(z, message, of=hashes.SM3)
    return 0 < r < N and 0 < s < N and point is not None and (int.from_bytes(told, "big") + point[0]) % N == r


def signed_root(note, keys):
    text, _, lines = note.rpartition("\n\n")
    for _, name, coded in (line.split(" ") for line in lines.splitlines()):
        raw = base64.b64decode(coded)
        for key in (key for key in keys if raw[:4] == digest(name.encode(), b"\n\1", key)[:4]):
            Ed25519PublicKey.from_public_bytes(key).verify(raw[4:], f"{text}\n".encode())
            return int(text.split("\n")[1]), base64.b64decode(text.split("\n")[2])
    raise ValueError("the root of the log is not signed with this key")


def proven(told, keys):
    size, root = signed_root(told["checkpoint"], keys)
    leaf = json.dumps(told["leaf"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    found, at, last = digest(b"\0", leaf.encode()), told["index"], size - 1
    for step in map(bytes.fromhex, told["proof"]):
        found = digest(b"\1", step, found) if at & 1 or at == last else digest(b"\1", found, step)
        while at == last and at and not at & 1:
            at, last = at >> 1, last >> 1
        at, last = at >> 1, last >> 1
    if not 0 <= told["index"] < size or last or found != root or told["size"] != size:
        raise ValueError("the log does not hold this entry at this place")
    return told["leaf"]


def judge(pdf, told, pem, later):
    blocks = [base64.b64decode(each) for each in re.findall(rb"BEGIN PUBLIC KEY-----(.*?)-----END", pem, re.DOTALL)]
    keys, national = [b[12:] for b in blocks if b.startswith(ED25519)], [b[-64:] for b in blocks if SM2 in b]
    leaf = proven(told, keys)
    if leaf["kind"] == "revocation":
        return "unknown", f"this is the proof that {leaf['revokes']} was revoked, not that it was issued"
    if digest(pdf).hex() != leaf["sha256"]:
        return "altered", f"the file is not what was issued as {leaf['number']}"
    if told["sm2"] and national and not any(fits_sm2(key, pdf, base64.b64decode(told["sm2"])) for key in national):
        return "altered", "the SM2 signature in the proof is not the archive's over this file"
    for entry in (proven(each, keys) for each in later):
        if (entry["kind"], entry["revokes"], entry["issuer"]) == ("revocation", leaf["number"], leaf["issuer"]):
            return "revoked", f"{leaf['number']} was revoked at {entry['issued_at']}"
    return "valid", "{number}, issued by {issuer_name} at {issued_at} to {name}".format(**leaf)


if __name__ == "__main__":
    try:
        pdf, proof, pem, *later = [Path(name).read_bytes() for name in sys.argv[1:]]
        state, why = judge(pdf, json.loads(proof), pem, [json.loads(each) for each in later])
    except Exception as error:
        state, why = "unknown", f"nothing proves that it was issued: {str(error) or 'a signature does not fit'}"
    print(f"{state}: {why}")
    sys.exit(state != "valid")
