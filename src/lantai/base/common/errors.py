"""The one root of every refusal: a code for machines, a sentence and a remedy for people."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext as _

from lantai.base.common.who import named_in_sentence


class ArchiveError(Exception):
    """A refusal the program foresaw. Subclasses stand beside the act that raises them.

    `message` and `hint` are msgids with named placeholders (`%(name)s`), translated when shown; mark them for
    extraction with `gettext_noop`. `code` is stable: scripts and the API read it. Exit codes are those of the
    command table: 1 nothing found, 2 bad usage, 3 bad input, 4 tool or service missing, 5 refused.
    """

    code: ClassVar[str] = "error"
    message: ClassVar[str] = "Something was refused."
    hint: ClassVar[str] = ""
    http_status: ClassVar[int] = 400
    exit_code: ClassVar[int] = 3
    seconds: int = 0
    """After how many it may be tried again, where time alone helps: told to programs as `Retry-After`."""

    def __init__(self, **params: Any) -> None:
        super().__init__(self.code)
        self.params = params

    def __str__(self) -> str:
        return _(self.message) % self._said()

    def remedy(self) -> str:
        """What the person can do now, in the active language; empty when there is nothing to say."""
        return _(self.hint) % self._said() if self.hint else ""

    def _said(self) -> dict[str, Any]:
        """What stands in the sentences: `who` and `by` are labels of people, kept as the log has them."""
        people: dict[str, Any] = {
            name: named_in_sentence(self.params[name]) for name in ("who", "by") if name in self.params
        }
        return {**self.params, **people}
