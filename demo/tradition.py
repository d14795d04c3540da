"""Traditional characters for records from before the script reform."""

from functools import cache

import opencc


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("s2t")


def traditional(text: str) -> str:
    # 里 of distance and 县长's 长 are handled by the phrase table; 〇 stays as it is.
    return str(_converter().convert(text))
