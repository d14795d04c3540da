"""A file beside the digests it is said to have."""

from __future__ import annotations

from collections.abc import Iterator

from lantai.base.common.findings import Finding, Severity
from lantai.engines.packages import codes
from lantai.engines.packages.digests import digest_file, title
from lantai.engines.packages.files import Found
from lantai.engines.packages.reading import unreadable
from lantai.engines.packages.register import Register
from lantai.engines.packages.watch import Watch


def compared(found: Found, register: Register, watch: Watch) -> Iterator[Finding]:
    """A file is read only where something says what it should be."""
    claims = register.claims(found.name)
    if not claims:
        watch.file_done(found.name)
        return
    try:
        _, digests = digest_file(found.path, {claim.algorithm for claim in claims}, watch, found.name)
    except OSError as error:
        yield unreadable(found.name, error)
        return
    for claim in claims:
        if digests[claim.algorithm] != claim.digest:
            told = {"path": found.name, "source": claim.source, "algorithm": title(claim.algorithm)}
            told |= {"found": digests[claim.algorithm], "expected": claim.digest}
            yield Finding(codes.DIGEST_DIFFERS, Severity.ERROR, found.name, told)
