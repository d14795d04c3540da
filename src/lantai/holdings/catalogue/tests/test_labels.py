"""Further columns of a record in the words people have for them."""

import pytest
from django.utils import translation

from lantai.holdings.catalogue.labels import field_label


@pytest.mark.parametrize(
    ("name", "chinese", "english"),
    [
        ("box", "盒号", "box number"),
        ("unit_number", "室编件号", "item number of the unit"),
        ("keywords", "主题词或关键词", "subject terms or keywords"),
        ("下乡地点", "下乡地点", "下乡地点"),
        ("title", "title", "title"),
    ],
)
def test_a_further_column_is_called_in_the_words_of_the_reader(name, chinese, english):
    with translation.override("zh-hans"):
        assert field_label(name) == chinese
    with translation.override("en"):
        assert field_label(name) == english
