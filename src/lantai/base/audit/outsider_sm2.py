"""Verify the SM2 signatures in an export of Lantai's audit chain: python3 verify_audit_sm2.py FILE [KEY ...]

KEY: names of public SM2 keys (or the keys in hex) as the archive published them; without any, those in the file serve
and named, to be compared. Every checkpoint since the first that bears an SM2 signature must bear one that holds, and so
must the last line. Whether what was signed is true is for verify_audit_export.py: run both.
"""

import gzip
import hashlib
import json
import sys

P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF  # SM2, GB/T 32918.5
N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
GX = 0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7
GY = 0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0
START = "7380166f4914b2b9172442d7da8a0600a96f30bc163138aae38dee4db0fb0e4e"


def turn(x, n):
    return (x << n % 32 | x >> 32 - n % 32) & 0xFFFFFFFF


def sm3(text):
    v = [int(START[i : i + 8], 16) for i in range(0, 64, 8)]  # GB/T 32905
    text += b"\x80" + bytes(-(len(text) + 9) % 64) + (8 * len(text)).to_bytes(8, "big")
    for at in range(0, len(text), 64):
        w = [int.from_bytes(text[i : i + 4], "big") for i in range(at, at + 64, 4)]
        for j in range(16, 68):
            x = w[j - 16] ^ w[j - 9] ^ turn(w[j - 3], 15)
            w.append(x ^ turn(x, 15) ^ turn(x, 23) ^ turn(w[j - 13], 7) ^ w[j - 6])
        a, b, c, d, e, f, g, h = v
        for j in range(64):
            one = turn(turn(a, 12) + e + turn(0x7A879D8A if j > 15 else 0x79CC4519, j) & 0xFFFFFFFF, 7)
            ff, gg = ((a & b) | (a & c) | (b & c), (e & f) | (~e & g)) if j > 15 else (a ^ b ^ c, e ^ f ^ g)
            first = ff + d + (one ^ turn(a, 12)) + (w[j] ^ w[j + 4]) & 0xFFFFFFFF
            other = gg + h + one + w[j] & 0xFFFFFFFF
            a, b, c, d = first, a, turn(b, 9), c
            e, f, g, h = other ^ turn(other, 9) ^ turn(other, 17), e, turn(f, 19), g
        v = [x ^ (a, b, c, d, e, f, g, h)[i] for i, x in enumerate(v)]
    return b"".join(x.to_bytes(4, "big") for x in v)


def add(p, q):
    if p is None or q is None or (p[0] == q[0] and (p[1] + q[1]) % P == 0):
        return (p or q) if p is None or q is None else None
    slope = (3 * p[0] * p[0] - 3) * pow(2 * p[1], -1, P) if p == q else (q[1] - p[1]) * pow(q[0] - p[0], -1, P)
    x = (slope * slope - p[0] - q[0]) % P
    return x, (slope * (p[0] - x) - p[1]) % P


def times(n, p):
    return add(times(n >> 1, add(p, p)), p if n & 1 else None) if n else None


def holds(key, text, signature):
    """Whether the key (04, x, y) made this signature: SEQUENCE { INTEGER r, INTEGER s }, as DER."""
    if signature[:1] + signature[2:3] != b"\x30\x02" or signature[1] != len(signature) - 2:
        return False
    at = 4 + signature[3]
    r, s = int.from_bytes(signature[4:at], "big"), int.from_bytes(signature[at + 2 :], "big")
    whole = signature[at : at + 1] == b"\x02" and signature[at + 1] == len(signature) - at - 2
    x, y = int.from_bytes(key[1:33], "big"), int.from_bytes(key[33:], "big")
    if len(key) != 65 or key[0] != 4 or (x**3 - 3 * x + B - y * y) % P or not (whole and 0 < r < N and 0 < s < N):
        return False
    curve = b"".join(number.to_bytes(32, "big") for number in (P - 3, B, GX, GY))
    told = int.from_bytes(sm3(sm3(b"\0\x801234567812345678" + curve + key[1:]) + text), "big")
    point = add(times(s, (GX, GY)), times((r + s) % N, (x, y)))
    return point is not None and (told + point[0]) % N == r


def check(lines, trusted):
    keys, begun = {}, False
    for count, line in enumerate(lines, 1):
        said = json.loads(line)
        if said.get("algorithm") == "SM2-SM3" and "public" in said:
            name = hashlib.sha256(bytes.fromhex(said["public"])).hexdigest()[:32]
            if not trusted or {name, said["public"]} & trusted:
                keys[name] = bytes.fromhex(said["public"])
                print(f"SM2 {name}{'' if trusted else ': compare with what was published'}")
        elif line.startswith(b'{"statement":{') and b',"signatures":[' in line:
            text = line[13 : line.rindex(b',"signatures":[')]
            mine = [s for s in said["signatures"] if s["algorithm"] == "SM2-SM3"]
            begun = begun or bool(mine) or said["statement"]["kind"] == "export"
            if begun and not any(holds(keys.get(s["key"], b""), text, bytes.fromhex(s["signature"])) for s in mine):
                yield f"line {count}: no SM2 signature by a known key that holds"
    if not begun:
        yield "nothing in this file is signed"


if __name__ == "__main__":
    with (gzip.open if sys.argv[1].endswith(".gz") else open)(sys.argv[1], "rb") as file:
        try:
            found = list(check(file, set(sys.argv[2:])))
        except Exception as error:
            found = [f"the file cannot be read to its end: {error!r}"]
    print("\n".join(found) or "every SM2 signature holds")
    sys.exit(bool(found))
