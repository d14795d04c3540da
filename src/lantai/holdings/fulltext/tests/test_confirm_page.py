"""Pages that are withheld whole until somebody looks: the list, and saying anew what is withheld of one."""

from __future__ import annotations

from contextlib import nullcontext

import pytest
from django.urls import reverse

from lantai.base.accounts.access import OPERATOR, actor_of
from lantai.base.audit.models import Event
from lantai.holdings.fulltext.actions import correct_line, pages_changed
from lantai.holdings.fulltext.queries import page_states
from lantai.holdings.withholding.actions import OtherWords, WithheldPassage, withhold, withhold_page
from lantai.holdings.withholding.models import PageToConfirm, Withheld
from lantai.holdings.withholding.queries import veil_of, withheld_of

pytestmark = pytest.mark.django_db
LIST = reverse("fulltext:to_confirm")
TEXT = "承办人柳文澜于一九七八年三月到职"


@pytest.fixture
def page(world):
    """The page of an opened record whose text was corrected after a name on it was withheld."""
    page = world.opened.pages.get()
    page.text, page.width, page.height = TEXT, 0, 0
    page.save()
    withhold(actor=OPERATOR, record=world.opened, passages=[WithheldPassage(1, "R3a", 3, 6, basis="民法典")])
    correct_line(actor=OPERATOR, page=page, line=0, text=f"兹有{TEXT}，柳文 澜。", version=page.version)
    page.refresh_from_db()
    return page


def at(page):
    return reverse("fulltext:confirm", args=[page.record.ulid, page.position])


def seen(page):
    rows = withheld_of([page.record_id])[page.record_id][1]
    return veil_of(rows, page_states(page.record_id, [1])[1]).text(page.text)


def test_the_words_that_were_withheld_are_offered_and_withheld_wherever_they_stand(client, world, page):
    client.force_login(world.people["archivist"])
    assert "/staff/withheld/" in client.get(LIST).content.decode()
    form = client.get(at(page)).context["form"]
    name = next(name for name in form.fields if name.startswith("passage_"))
    assert (form.fields[name].initial, seen(page)) == ("柳文澜", "")

    assert client.post(at(page), {"digest": form.changed.digest, name: "程志远"}).status_code == 400
    assert client.post(at(page), {"digest": form.changed.digest, name: ""}).status_code == 400
    assert client.post(at(page), {"digest": form.changed.digest, name: "柳文澜"}).url == LIST

    assert seen(page) == "兹有承办人████于一九七八年三月到职，████。"
    assert {(row.ground, row.basis) for row in Withheld.objects.all()} == {("R3a", "民法典")}
    assert client.get(at(page)).status_code == 404
    assert not PageToConfirm.objects.exists()


def test_a_page_stays_withheld_whole_and_one_that_changed_meanwhile_waits_again(client, world, page):
    client.force_login(world.people["archivist"])
    form = client.get(at(page)).context["form"]
    name = next(name for name in form.fields if name.startswith("passage_"))
    page.text += "附件一"
    page.save()
    pages_changed([page.record_id])

    client.post(at(page), {"digest": form.changed.digest, name: "柳文澜"})
    assert (seen(page), PageToConfirm.objects.count()) == ("", 1)
    client.post(at(page), {"digest": form.changed.digest, "whole": "1"})
    assert (seen(page), PageToConfirm.objects.count()) == ("", 0)
    assert Withheld.objects.get().whole_page


def test_the_list_asks_as_often_for_many_and_others_are_kept_out(client, world, page, django_assert_max_num_queries):
    client.force_login(world.people["archivist"])
    PageToConfirm.objects.bulk_create(PageToConfirm(record=world.opened, page_number=n) for n in range(2, 70))
    with django_assert_max_num_queries(9):
        sheet = client.get(LIST).context["sheet"]
    assert (len(sheet.items), bool(sheet.next)) == (50, True)
    assert client.get(LIST, {"place": "?"}).status_code == 400
    client.force_login(world.people["outsider"])
    assert len(client.get(LIST).context["sheet"].items) == 0
    assert client.get(at(page)).status_code == 404
    client.force_login(world.people["proofreader"])
    assert client.get(LIST).status_code == 403


def test_other_words_than_were_withheld_are_said_by_who_approves_opening(client, world, page):
    client.force_login(world.people["archivist"])
    form = client.get(at(page)).context["form"]
    said = {"digest": form.changed.digest} | {name: "三月" for name in form.fields if name.startswith("passage_")}

    assert client.post(at(page), said).status_code == 403
    assert (seen(page), PageToConfirm.objects.count()) == ("", 1)

    client.force_login(world.people["opening_approver"])
    assert client.get(LIST).status_code == 200
    assert client.post(at(page), said).url == LIST
    assert seen(page) == page.text.replace("三月", "████")
    assert Event.objects.last().data["as_before"] is False


WHOLE, DRAWN = WithheldPassage(1, "R3a", whole_page=True), ((0.1, 0.1, 0.2, 0.1),)


def name_in(text, place=0, **said):
    start = [at for at in range(len(text)) if text.startswith("柳文澜", at)][place]
    return WithheldPassage(1, "R3a", start, start + 3, **said)


@pytest.mark.parametrize(
    ("before", "now", "said", "allowed"),
    [
        ([TEXT], f"兹有{TEXT}", lambda text: [name_in(text)], True),
        ([TEXT], f"兹有{TEXT}", lambda text: [WHOLE], True),
        ([TEXT], f"兹有{TEXT}", lambda text: [], False),
        ([TEXT], f"兹有{TEXT}", lambda text: [WithheldPassage(1, "R3a", 0, 2)], False),
        ([TEXT], f"{TEXT}柳文澜", lambda text: [name_in(text)], False),
        ([TEXT], f"{TEXT}柳文澜", lambda text: [name_in(text), name_in(text, 1)], True),
        ([f"{TEXT}柳文澜"], f"{TEXT}柳丈澜", lambda text: [name_in(text)], False),
        ([TEXT, "别的话"], f"兹有{TEXT}", lambda text: [name_in(text)], True),
    ],
    ids=["again", "whole", "nothing", "others", "once of twice", "twice", "misread", "of an earlier text"],
)
def test_who_describes_says_again_what_was_withheld_and_gives_out_nothing(world, before, now, said, allowed):
    page = world.opened.pages.get()
    page.text, page.width, page.height = before[0], 0, 0
    page.save()
    withhold(actor=OPERATOR, record=world.opened, passages=[name_in(before[0])])
    for text in (*before[1:], now):
        correct_line(actor=OPERATOR, page=page, line=0, text=text, version=page.version)
        page.refresh_from_db()
    archivist = actor_of(world.people["archivist"])

    with nullcontext() if allowed else pytest.raises(OtherWords):
        withhold_page(actor=archivist, record=world.opened, page=1, passages=said(page.text))

    assert ("柳文澜" in seen(page)) is False


def test_what_was_drawn_is_said_again_where_it_was_drawn(world):
    page = world.opened.pages.get()
    page.text, page.width, page.height = TEXT, 600, 800
    page.save()
    withhold(actor=OPERATOR, record=world.opened, passages=[WithheldPassage(1, "R3a", boxes=DRAWN)])
    correct_line(actor=OPERATOR, page=page, line=0, text=f"兹有{TEXT}", version=page.version)
    archivist = actor_of(world.people["archivist"])
    moved = WithheldPassage(1, "R3a", boxes=((0.5, 0.5, 0.1, 0.1),))

    with pytest.raises(OtherWords):
        withhold_page(actor=archivist, record=world.opened, page=1, passages=[moved])

    withhold_page(
        actor=archivist, record=world.opened, page=1, passages=[WithheldPassage(1, "R3a", boxes=(*DRAWN, *moved.boxes))]
    )
