"""Verify an export of Lantai's audit chain with nothing but Python: python3 verify_audit_export.py FILE [KEY ...]

KEY: names of public keys (or the keys in hex) as the archive published them; without any, those in the file are used
and named, to be compared. Every line is checked: each event hashes to what is kept of it and hangs on the one before,
the checkpoints agree and follow one another, and the last line, signed, says what the file holds, byte for byte.
"""

import gzip
import hashlib
import json
import sys

P, Q = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493  # Ed25519, RFC 8032 section 5.1
D = -121665 * pow(121666, P - 2, P) % P


def point(raw):
    odd, y = divmod(int.from_bytes(raw, "little"), 2**255)
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if x * x % P == square else x * pow(2, (P - 1) // 4, P) % P
    if y >= P or x * x % P != square or (not x and odd):
        raise ValueError("no point of the curve")
    return x if x % 2 == odd else P - x, y, 1, (x if x % 2 == odd else P - x) * y % P


def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(n, p):
    q = (0, 1, 1, 0)
    while n:
        q, p, n = add(q, p) if n & 1 else q, add(p, p), n >> 1
    return q


def ed25519(key, text, signature):
    try:
        r, s = signature[:32], int.from_bytes(signature[32:], "little")
        h = int.from_bytes(hashlib.sha512(r + key + text).digest(), "little") % Q
        base = point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))
        left, right = times(s, base), add(point(r), times(h, point(key)))
    except (ValueError, OverflowError):
        return False
    return len(signature) == 64 and s < Q and all((left[i] * right[2] - right[i] * left[2]) % P == 0 for i in (0, 1))


def check(lines, trusted):
    whole, keys, signs, seen, before, ended = hashlib.sha256(), {}, set(), set(), "", {}
    events, first, last, number = 0, None, "", 0
    for count, line in enumerate(lines, 1):
        where, said = f"line {count}", json.loads(line)
        if ended:
            yield f"{where}: something stands behind the end"
        if line.startswith(b'{"hash":"') and line[73:84] == b'","event":{' and line.endswith(b"}}\n"):
            text, event = line[83:-2], said["event"]
            if first and (event["number"], event["previous"]) != (number + 1, last):
                yield f"{where}: event {event['number']} does not follow event {number}: deleted, inserted or changed"
            events, number, last = events + 1, event["number"], line[9:73].decode()
            first = first or (number, event["previous"])
            if hashlib.sha256(text).hexdigest() != last:
                yield f"{where}: event {number} was changed"
            signs |= {event["data"].get("checkpoint")} if event["verb"] == "audit:checkpoint:sign" else set()
        elif line.startswith(b'{"statement":{') and b',"signatures":[' in line:
            text, told = line[13 : line.rindex(b',"signatures":[')], said["statement"]
            mine = [(keys[s["key"]], s) for s in said["signatures"] if s["key"] in keys and s["algorithm"] == "Ed25519"]
            if not mine or not all(ed25519(key, text, bytes.fromhex(s["signature"])) for key, s in mine):
                yield f"{where}: no valid signature by a known key"
            ended = told if told["kind"] == "export" else {}
            if told["kind"] == "checkpoint":
                if (told["count"], told["hash"]) != (number, last) or (before and told["previous"] != before):
                    yield f"{where}: checkpoint {told['number']} knows another chain"
                before = hashlib.sha256(text).hexdigest()
                seen.add(told["number"])
        elif "public" in said:
            name = hashlib.sha256(bytes.fromhex(said["public"])).hexdigest()[:32]
            if not trusted or {name, said["public"]} & trusted:
                keys[name] = bytes.fromhex(said["public"])
            aside = "" if said["algorithm"] == "Ed25519" else " (NOT checked by this script: see verify_audit_sm2.py)"
            print(f"signed with {said['algorithm']} {name}{aside}{'' if trusted else ': compare with the published'}")
        elif count > 1 or said.get("form") != "lantai-audit-1":
            yield f"{where}: not a line of an export"
        whole.update(b"" if ended else line)
    told = [ended.get(name) for name in ("first", "previous", "last", "hash", "events", "checkpoints", "lines")]
    if told != [*(first or (0, "")), number, last, events, len(seen), whole.hexdigest()] or signs - seen:
        yield "the file does not hold what its end says: something was changed, cut off, taken out or put in"


if __name__ == "__main__":
    with (gzip.open if sys.argv[1].endswith(".gz") else open)(sys.argv[1], "rb") as file:
        try:
            found = list(check(file, set(sys.argv[2:])))
        except Exception as error:
            found = [f"the file cannot be read to its end: {error!r}"]
    print("\n".join(found) or "every event stands as it was recorded")
    sys.exit(bool(found))
