"""Two wordings of one thing: every stretch of both is told, in order."""

from hypothesis import given, strategies as st

from lantai.holdings.description.wording import Stretch, difference


def test_it_tells_what_went_and_what_came():
    assert difference("关于修渠的批复", "关于修路的批复") == (
        Stretch("关于修"), Stretch("渠", "gone"), Stretch("路", "come"), Stretch("的批复"),
    )  # fmt: skip


@given(st.text(alphabet="甲乙丙 \n", max_size=40), st.text(alphabet="甲乙丙 \n", max_size=40))
def test_both_wordings_can_be_read_from_it(before, now):
    parts = difference(before, now)
    assert "".join(part.text for part in parts if part.how != "come") == before
    assert "".join(part.text for part in parts if part.how != "gone") == now


def test_long_texts_are_told_as_a_whole():
    parts = difference("甲" * 5000, "乙" * 5000)
    assert [part.how for part in parts] == ["gone", "come"]
