"""The engine of hints as the precheck asks it: what is stored of a text, and the version that says by what rules.

Loaded when the first text is read: no verb, page or check needs its rules.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from django.conf import settings
from django.utils.translation import gettext_noop

from lantai.base.common.data_files import BadDataFile
from lantai.base.common.errors import ArchiveError

if TYPE_CHECKING:
    from lantai.engines.hints.model import Lexicon

StoredHint: TypeAlias = list[Any]
"""[detector, start, end, score, rule, ground], as JSON keeps it."""


class LexiconIsWrong(ArchiveError):
    code = "precheck.lexicon_wrong"
    message = gettext_noop("The list of words %(path)s cannot be read, line %(line)s: %(reason)s")
    hint = gettext_noop("Mend the file, or take it out of the folder of lists; then let the run go on.")
    http_status = 409
    exit_code = 3


class Detector(Protocol):
    """Whoever finds hints in a text. The same text under the same `version` always gives the same hints."""

    @property
    def version(self) -> str:
        """Changes whenever any rule or list of words does; at most 40 characters."""
        ...

    def find(self, text: str) -> list[StoredHint]:
        """Hints in the order of their places; offsets count characters of this text."""
        ...


class EngineDetector:
    """Our own engine, with the lists of words the archive keeps. Raises `LexiconIsWrong` when it is made.

    `by_model`: names are also looked for by the optional model, if it is installed.
    """

    def __init__(self, lexicons: Path, *, by_model: bool = False) -> None:
        from lantai.engines.hints.detectors.named import model_names
        from lantai.engines.hints.finding import version_with  # compiles the rules of all detectors
        from lantai.engines.hints.lexicons import lexicons_in

        try:
            self._lexicons: tuple[Lexicon, ...] = lexicons_in(lexicons)
        except BadDataFile as problem:
            raise LexiconIsWrong(path=problem.path.name, line=problem.line, reason=problem.reason) from problem
        self._model = model_names() if by_model else None
        self._version = version_with(self._lexicons, self._model)[:40]

    @property
    def version(self) -> str:
        return self._version

    def find(self, text: str) -> list[StoredHint]:
        from lantai.engines.hints.finding import find_hints  # see above

        return [
            [each.detector, each.start, each.end, each.score, each.rule, each.ground]
            for each in find_hints(text, lexicons=self._lexicons, model=self._model)
        ]


def current_detector() -> Detector:
    """What runs read with."""
    return EngineDetector(Path(settings.LEXICONS_FOLDER), by_model=settings.NAME_MODEL)


def digest_of(text: str) -> str:
    """Says whether a text is the one that was read."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
