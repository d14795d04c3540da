"""Who did something, on pages of either language."""

import pytest
from django.template import Context, Template
from django.utils.translation import override

from lantai.base.accounts.access import OPERATOR


@pytest.mark.parametrize(("language", "said"), [("zh-hans", "操作员"), ("en", "operator")])
def test_who_works_at_the_machine_is_called_so_and_everybody_else_by_name(language, said):
    with override(language):
        shown = Template("{{ a|who }} {{ b|who }} {{ c|who }}").render(
            Context({"a": OPERATOR.label, "b": "陆文澜", "c": ""})
        )

    assert shown == f"{said} 陆文澜 "
