from __future__ import annotations

import base64
import hashlib
import runpy
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from lantai.engines.signatures.algorithms import KeyKind
from lantai.engines.signatures.keys import make_private_key
from lantai.engines.signatures.signing import sign
from lantai.engines.transparency.memory import MemoryNodes
from lantai.engines.transparency.notes import Checkpoint, sign_checkpoint
from lantai.engines.transparency.proofs import Proof, leaf_bytes
from lantai.engines.transparency.tree import append, inclusion_proof, root

SCRIPT = Path(__file__).parents[1] / "verify_certificate.py"
KEY, NATIONAL, OTHER = (make_private_key(kind) for kind in (KeyKind.ED25519, KeyKind.SM2, KeyKind.ED25519))
PUBLISHED = NATIONAL.public.as_pem() + KEY.public.as_pem()
FILES = [f"%PDF-1.7\n第{n}号\n%%EOF\n".encode() for n in range(5)]


def leaf(number: int, **changes) -> dict:
    told = {
        "number": f"临档证〔2026〕{number:04}",
        "kind": "copy",
        "issuer": "linjiang",
        "issuer_name": "临江县档案馆",
        "issued_at": "2026-11-29T10:30:00+00:00",
        "name": "王某某",
        "sha256": hashlib.sha256(FILES[number]).hexdigest(),
        "sm3": "",
        "pages": [],
        "revokes": "",
    }
    return {**told, **changes}


REVOCATION = leaf(2, kind="revocation", revokes=leaf(2)["number"])
LEAVES = [*(leaf(number) for number in range(5)), REVOCATION]


def log_of(leaves, key=KEY, size=None) -> tuple[MemoryNodes, str]:
    nodes = MemoryNodes()
    for each in leaves:
        append(nodes, leaf_bytes(each))
    point = Checkpoint("log.example/临江", size or len(leaves), root(nodes, size))
    return nodes, sign_checkpoint(point, name="log.example", key=key, sm2=NATIONAL)


NODES, NOTE = log_of(LEAVES)


def proof(index: int, /, **changes) -> Proof:
    national = base64.b64encode(sign(NATIONAL, FILES[index])).decode() if index < len(FILES) else None
    whole = Proof(LEAVES[index], index, len(LEAVES), inclusion_proof(NODES, index), NOTE, national)
    return replace(whole, **changes)


@pytest.fixture
def asked(tmp_path, monkeypatch, capsys):
    """What the script says of a file with its proof, run as a program is."""

    def ask(pdf: bytes, *proofs: Proof | bytes, key: bytes = PUBLISHED) -> str:
        contents = [pdf, *(each if isinstance(each, bytes) else each.as_json().encode() for each in proofs)]
        contents.insert(2, key)
        names = []
        for number, content in enumerate(contents):
            names.append(str(tmp_path / str(number)))
            Path(names[-1]).write_bytes(content)
        monkeypatch.setattr(sys, "argv", [str(SCRIPT), *names])
        with pytest.raises(SystemExit) as ended:
            runpy.run_path(str(SCRIPT), run_name="__main__")
        told = capsys.readouterr().out.strip()
        assert ended.value.code == (not told.startswith("valid"))
        return told

    return ask


def test_it_stays_within_a_hundred_lines():
    assert len(SCRIPT.read_text(encoding="utf-8").splitlines()) <= 100


def test_it_runs_where_nothing_of_ours_is_installed(tmp_path):
    for name, content in (("f.pdf", FILES[1]), ("f.proof.json", proof(1).as_json().encode()), ("k.pem", PUBLISHED)):
        (tmp_path / name).write_bytes(content)
    script = tmp_path / "script.py"
    script.write_bytes(SCRIPT.read_bytes())

    command = [sys.executable, "-I", script, "f.pdf", "f.proof.json", "k.pem"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False, env={"PYTHONIOENCODING": "utf-8"})

    said = "valid: 临档证〔2026〕0001, issued by 临江县档案馆 at 2026-11-29T10:30:00+00:00 to 王某某\n"
    assert (done.returncode, done.stdout.decode(), done.stderr) == (0, said, b"")


def test_every_certificate_is_valid_with_its_own_proof_and_with_one_key_of_the_archive(asked):
    for number, content in enumerate(FILES):
        assert asked(content, proof(number)).startswith(f"valid: 临档证〔2026〕000{number}")
    assert asked(FILES[0], proof(0, sm2=None), key=KEY.public.as_pem()).startswith("valid")


def test_a_changed_byte_and_another_file_are_altered(asked):
    for place in range(0, len(FILES[0]), 7):
        forged = bytearray(FILES[0])
        forged[place] ^= 1
        assert asked(bytes(forged), proof(0)).startswith("altered: the file is not what was issued")
    assert asked(FILES[0] + b"\n", proof(0)).startswith("altered")
    assert asked(FILES[1], proof(0)).startswith("altered")


def test_a_national_signature_over_another_file_is_altered(asked):
    assert asked(FILES[0], proof(0, sm2=proof(1).sm2)).startswith("altered: the SM2 signature")
    for place in (3, 4, 20, 60):
        forged = bytearray(base64.b64decode(proof(0).sm2))
        forged[place] ^= 1
        assert not asked(FILES[0], proof(0, sm2=base64.b64encode(forged).decode())).startswith("valid")


def test_of_what_the_log_does_not_hold_nothing_is_known(asked):
    forged = leaf(0, name="李某某")
    nodes, note = log_of([forged, *LEAVES[1:]], key=OTHER)
    shorter = log_of(LEAVES, size=5)[1]
    of_forged = Proof(forged, 0, 6, inclusion_proof(nodes, 0), note)

    said = [
        asked(FILES[0], each)
        for each in (
            proof(0, leaf=forged),
            of_forged,
            replace(of_forged, checkpoint=NOTE),
            proof(0, index=1),
            proof(0, path=inclusion_proof(NODES, 1)),
            proof(0, path=[*proof(0).path, bytes(32)]),
            proof(0, checkpoint=shorter),
            proof(0, checkpoint=NOTE.replace("\n6\n", "\n7\n"), size=7),
            proof(0, size=7),
            proof(0, index=-1),
        )
    ]

    assert [each for each in said if not each.startswith("unknown: nothing proves that it was issued: ")] == []
    assert asked(FILES[0], proof(0), key=OTHER.public.as_pem()).startswith("unknown")


def test_what_was_revoked_is_told_by_the_proof_of_it_and_that_proves_no_certificate(asked):
    assert asked(FILES[2], proof(2), proof(5)).startswith("revoked: 临档证〔2026〕0002")
    assert asked(FILES[1], proof(1), proof(5)).startswith("valid")
    assert asked(FILES[2], proof(5)).startswith("unknown: this is the proof that 临档证〔2026〕0002 was revoked")
    assert asked(FILES[2], proof(2), proof(5, leaf=leaf(2))).startswith("unknown")


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"\xff", b"[" * 9999])
def test_any_other_file_instead_of_the_proof_or_the_key_proves_nothing(asked, content):
    assert asked(FILES[0], content).startswith("unknown: nothing proves")
    assert asked(FILES[0], proof(0), key=content).startswith("unknown: nothing proves")


def test_without_files_it_says_so(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", [str(SCRIPT)])
    with pytest.raises(SystemExit):
        runpy.run_path(str(SCRIPT), run_name="__main__")

    assert capsys.readouterr().out.startswith("unknown: ")
