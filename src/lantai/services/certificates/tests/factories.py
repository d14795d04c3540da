"""Made-up certificates of the shared world, made through the acts."""

from __future__ import annotations

import struct
import zlib

from lantai.base.accounts.access import OPERATOR, Actor, Right
from lantai.holdings.catalogue.models import Record
from lantai.services.certificates.actions import Chosen, Order, complete_certificate, issue_copy, keep_seal
from lantai.services.certificates.keyring import prepare_keys
from lantai.services.certificates.models import Certificate, Seal

CLERK = Actor("经办人 石望川", "desk_officer", None, {"*": frozenset(Right)})
NAME = "柳文澜"
ADDRESS = "https://da.example.cn"


def png(side: int = 8, *, alpha: bool = True) -> bytes:
    """A red square with or without a transparent ground."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    pixel = b"\xb2\x3a\x2e\x80" if alpha else b"\xb2\x3a\x2e"
    rows = b"".join(b"\0" + pixel * side for _ in range(side))
    head = struct.pack(">IIBBBBB", side, side, 8, 6 if alpha else 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def order(**said: object) -> Order:
    return Order(**({"name": NAME, "purpose": "退休", "address": ADDRESS} | said))  # type: ignore[arg-type]


def begun(record: Record, **said: object) -> Certificate:
    prepare_keys()
    return issue_copy(actor=CLERK, order=order(**said), chosen=[Chosen(record, [1])])


def failed(certificate: Certificate) -> Certificate:
    """As the worker leaves one that it could not draw."""
    Certificate.objects.filter(pk=certificate.pk).update(failure="这一页的图像读不出来。")
    certificate.refresh_from_db()
    return certificate


def issued(record: Record, **said: object) -> Certificate:
    return complete_certificate(actor=CLERK, certificate=begun(record, **said))


def sealed(record: Record, user: str = "desk_officer") -> Seal:
    institution = record.fonds.institution
    return keep_seal(actor=OPERATOR, institution=institution, name="档案证明专用章", picture=png(), users=[user])
