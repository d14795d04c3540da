"""密级: which words say that a record bears a secrecy level. The one rule that no file and no model can loosen."""

from __future__ import annotations

import re
import unicodedata

_LEVELS = re.compile("绝密|机密|秘密|^(MM|JM|UM)|secret|confidential", re.IGNORECASE)
_NONE = frozenset({"", "公开", "非密", "非涉密", "无", "无密级", "不涉密", "普通", "一般", "public", "none", "-", "—"})


def bears_secrecy(level: str) -> bool:
    """Whether this 密级 must be taken for one: what is not known to mean none is (保守国家秘密法; 档案法 art. 20).

    内部 is no state secret; it is left to the rules (`is_internal`).
    """
    word = unicodedata.normalize("NFKC", level).strip().lower()
    return bool(_LEVELS.search(word)) or (word not in _NONE and not is_internal(level))


def is_internal(level: str) -> bool:
    """内部, 国内 and their like: meant for some, and no state secret."""
    word = unicodedata.normalize("NFKC", level).strip()
    return not _LEVELS.search(word) and word.startswith(("内部", "国内"))
