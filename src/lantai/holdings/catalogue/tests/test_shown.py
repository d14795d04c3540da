"""What a reading page says besides the columns: which elements to whom, components, the class as its path."""

from pathlib import Path

import pytest
from django.conf import settings

from lantai.base.accounts.access import OPERATOR, Scope
from lantai.holdings.catalogue.elements import FILE, element_set, own_elements_problem, use_elements
from lantai.holdings.catalogue.models import Component, Series
from lantai.holdings.catalogue.shown import beyond, said_in_public, words_searched
from lantai.holdings.catalogue.tests.factories import PersonEntryFactory, RecordFactory

pytestmark = pytest.mark.django_db
NOBODY = Scope(everything=False, institutions=frozenset())
SAID = {
    "scope": "修建城东水渠的经过",
    "keywords": ["水利", "修缮"],
    "custodial_history": "1998年由某某捐赠",
    "location": "三库二列",
    "strange": {"a": 1},
}


def codes(record, scope, **said):
    return [each.code for each in beyond(record, scope, **said).further]


def test_everybody_reads_what_describes_the_content_in_the_order_of_the_rules():
    record = RecordFactory(opened=True, elements=SAID)

    assert codes(record, NOBODY) == ["scope", "keywords"]
    assert codes(record, OPERATOR.scope(), as_everybody=True) == ["scope", "keywords"]
    assert set(codes(record, OPERATOR.scope())) == set(SAID)
    assert [each.label for each in beyond(record, NOBODY).further] == ["范围和提要", "主题词或关键词"]
    assert beyond(record, NOBODY).further[1].text == "水利；修缮"


def test_places_of_keeping_custody_and_secrecy_are_never_public():
    rules = element_set()
    inside = {each.code for each in rules.elements if not each.public}
    assert inside == {
        "custodial_history", "destruction", "person_names", "secrecy", "disclosure", "microform_no", "location",
        "originals_location", "copies_location", "described_by", "described_on", "grade",
    }  # fmt: skip


def test_what_names_a_person_who_is_withheld_is_not_public():
    said = {"scope": "批准司徒 琥入户", "keywords": ["知青", "落户"]}
    record = RecordFactory(opened=True, elements=said)
    PersonEntryFactory(record=record, name="司徒琥", is_withheld=True)
    Component.objects.create(record=record, position=1, kind="annex", title="司徒琥的申请")

    assert codes(record, NOBODY) == ["keywords"]
    assert [each.title for each in beyond(record, NOBODY).components] == [""]
    assert codes(record, OPERATOR.scope(), as_everybody=True) == ["scope", "keywords"]
    assert [each.code for each in words_searched(said, {"司徒琥"})] == ["keywords"]
    assert said_in_public(said, {"司徒琥"}) == {"keywords": ["知青", "落户"]}


def test_notes_of_components_are_the_archives_own():
    record = RecordFactory(opened=True)
    Component.objects.create(record=record, position=1, kind="fair_copy", title="批复", page_from=1, note="缺一角")

    assert [(each.title, each.page_from, each.note) for each in beyond(record, NOBODY).components] == [("批复", 1, "")]
    assert beyond(record, OPERATOR.scope()).components[0].note == "缺一角"


@pytest.mark.parametrize(("deep", "queries"), [(0, 1), (4, 2), (6, 3)])
def test_the_class_is_told_from_the_top(django_assert_num_queries, deep, queries):
    record, above = RecordFactory(), None
    for n in range(deep):
        above = Series.objects.create(fonds=record.fonds, parent=above, code=str(n), title=f"第{n}层")
    record.series = above

    with django_assert_num_queries(queries):
        assert [each.code for each in beyond(record, NOBODY).series] == [str(n) for n in range(deep)]


def test_an_edition_that_marks_nothing_shows_nothing_and_searches_only_what_is_public(tmp_path):
    own, shipped = tmp_path / "own.yaml", FILE.read_text(encoding="utf-8")
    use_elements(own)
    try:
        own.write_text(shipped.replace("public: true", "public: false").replace("searched: true", "searched: false"))
        element_set.cache_clear()
        assert codes(RecordFactory(opened=True, elements=SAID), NOBODY) == []
        own.write_text(shipped.replace("public: true", "public: false"), encoding="utf-8")
        element_set.cache_clear()
        assert "searched that are not public" in str(own_elements_problem())
    finally:
        use_elements(Path(settings.DESCRIPTION_ELEMENTS_FILE))
