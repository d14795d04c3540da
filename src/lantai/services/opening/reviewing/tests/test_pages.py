"""The review's pages as plain forms: who comes in, what a decision enters, queues, many alike, at a constant cost."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lantai.base.accounts.access import OPERATOR, Role
from lantai.base.accounts.models import RoleAssignment
from lantai.base.accounts.tests.factories import outsider, person
from lantai.base.audit.models import Event
from lantai.engines.formats.model import pack_lines
from lantai.holdings.catalogue.models import Record
from lantai.holdings.catalogue.tests.factories import FondsFactory
from lantai.holdings.fulltext.models import Page, PageVersion
from lantai.holdings.fulltext.queries import page_states
from lantai.holdings.fulltext.tests.factories import pages_of
from lantai.holdings.withholding.actions import WithheldPassage, withhold
from lantai.holdings.withholding.grounds import grounds
from lantai.holdings.withholding.queries import page_digest, veil_of, withheld_of
from lantai.services.opening.actions import decide, draw_sample
from lantai.services.opening.models import Decision, Passage
from lantai.services.opening.reviewing.forms import MOST_SECONDS, passage_of, seconds_since, shown_now
from lantai.services.opening.reviewing.patterns import pattern_of
from lantai.services.opening.tests.batches import actor_in, at_first, at_second, later, said_of_all, step
from lantai.services.precheck.detecting import LexiconIsWrong, digest_of
from lantai.services.precheck.models import PageHints, Suggestion

pytestmark = pytest.mark.django_db


@pytest.fixture
def fonds():
    return FondsFactory()


def at(batch, position=None, name="review_item", query=""):
    place = [batch.ulid] if position is None else [batch.ulid, position]
    return reverse(f"opening:{name}", args=place) + query


def signed(client, batch, office="first_reviewer"):
    client.force_login(getattr(batch, office))
    return client


def text_of(answer):
    return answer.content.decode()


def test_one_post_opens_a_record_and_moves_on(client, fonds):
    batch = at_first(fonds, count=3)
    signed(client, batch)

    answer = client.post(at(batch, 1), {"value": "open", "seconds": "7"})

    assert answer.headers["Location"] == at(batch, 2)
    decision = Decision.objects.get(item__batch=batch)
    assert (decision.value, decision.seconds, decision.stage) == ("open", 7, "first")


def test_the_last_decision_leads_back_to_the_batch(client, fonds):
    batch = at_first(fonds, count=1)
    answer = signed(client, batch).post(at(batch, 1), {"value": "open"})

    assert answer.headers["Location"] == at(batch, name="review_queue", query="?queue=all")
    assert "1 / 1" in text_of(client.get(answer.headers["Location"])) or "1" in text_of(client.get(at(batch, 1)))


def test_a_delay_takes_the_basis_of_its_reason(client, fonds):
    batch = at_first(fonds, count=2)
    said = {"value": "delayed", "reasons": ["R3a"], "review_on": later().isoformat()}
    signed(client, batch).post(at(batch, 1), said)

    decision = Decision.objects.get(item__batch=batch)
    assert decision.reasons == ["R3a"]
    assert "个人信息" in decision.basis


def test_another_basis_of_the_reason_is_chosen_and_one_of_another_reason_is_not(client, fonds):
    batch = at_first(fonds, count=2)
    own, foreign = grounds()["R3a"].bases[1], grounds()["R2"].bases[1]
    page = text_of(signed(client, batch).get(at(batch, 1)))
    assert f'value="{own}">{own}</option>' in page

    client.post(at(batch, 1), {"value": "controlled", "reasons": ["R3a"], "basis": own})
    client.post(at(batch, 2), {"value": "controlled", "reasons": ["R3a"], "basis": foreign, "again_on": later()})

    first, second = Decision.objects.filter(item__batch=batch).order_by("item__position")
    assert (first.basis, first.review_on) == (own, None)
    assert (second.basis, second.review_on) == (grounds()["R3a"].bases[0], later())


def test_what_is_refused_is_said_and_nothing_is_entered(client, fonds):
    batch = at_first(fonds, count=2)
    signed(client, batch)

    assert client.post(at(batch, 1), {"value": "delayed"}).status_code == 422
    assert client.post(at(batch, 1), {"value": "partial"}).status_code == 422
    assert client.post(at(batch, 1), {"value": "thrown"}).status_code == 400
    assert client.post(at(batch, 1), {"value": "partial", "passage": "x|y"}).status_code == 400
    assert client.post(at(batch, 1), {"act": "undo"}).status_code == 409
    assert client.get(at(batch, 1, query="?page=99999&queue=x")).status_code == 200
    assert client.get(at(batch, 77)).status_code == 404
    assert not Decision.objects.filter(item__batch=batch).exists()


def test_hints_of_the_description_are_shown_and_propose_their_ground(client, fonds):
    batch = at_first(fonds, count=1)
    Record.objects.filter(fonds=fonds).update(title="关于收养人王秀英申请收养登记的批复")
    answer = signed(client, batch).get(at(batch, 1))
    page = text_of(answer)
    described = page.split('aria-labelledby="hint_description"')[1].split("</ul>")[0]
    assert "王秀英" in described
    assert "name.private_role" in described
    assert answer.context["screen"].proposed == ("R3a",)
    ticks = [tag.split(">")[0] for tag in page.split("<input")[1:] if 'name="reasons"' in tag.split(">")[0]]
    assert [tag for tag in ticks if "checked" in tag] == [tag for tag in ticks if 'value="R3a"' in tag]


def test_undo_takes_back_what_was_decided_last_and_goes_there(client, fonds):
    batch = at_first(fonds, count=3)
    signed(client, batch).post(at(batch, 1), {"value": "open"})

    answer = client.post(at(batch, 2), {"act": "undo"})

    assert answer.headers["Location"] == at(batch, 1)
    assert Decision.objects.get(item__batch=batch).withdrawn_at is not None


@pytest.mark.parametrize("name", ["review_item", "review_queue", "review_alike"])
def test_only_those_the_batch_names_come_in(client, fonds, name):
    batch = at_first(fonds, count=1)
    address = at(batch, 1 if name == "review_item" else None, name)
    titles = [item.record.title for item in batch.items.select_related("record")]

    assert client.get(address).status_code == 302
    for somebody, status in (
        (person(Role.OPENING_REVIEWER, fonds.institution), 404),
        (person(Role.ARCHIVIST, fonds.institution), 404),
        (person(Role.SYSTEM_ADMINISTRATOR, fonds.institution), 403),
        (outsider(), 404),
    ):
        client.force_login(somebody)
        answer = client.get(address)
        assert answer.status_code == status
        assert not any(title in text_of(answer) for title in titles)
        assert client.post(address, {"value": "open"}).status_code == status
    assert not Decision.objects.filter(item__batch=batch).exists()


def test_who_lost_the_role_comes_in_no_more(client, fonds):
    batch = at_first(fonds, count=1)
    RoleAssignment.objects.filter(user=batch.first_reviewer).delete()
    assert signed(client, batch).get(at(batch, 1)).status_code in (403, 404)


def test_whose_turn_it_is_not_reads_and_decides_nothing(client, fonds):
    batch = at_first(fonds, count=1)
    signed(client, batch, "second_reviewer")

    assert 'name="value"' not in text_of(client.get(at(batch, 1)))
    assert client.post(at(batch, 1), {"value": "open"}).status_code == 403


@pytest.mark.parametrize("blind", [True, False])
def test_the_second_reviewer_sees_the_first_decision_beside_or_only_after(client, fonds, settings, blind):
    settings.OPENING_BLIND_REVIEW = blind
    batch = at_first(fonds, count=2)
    said_of_all(batch, "first_reviewer", "controlled", note="初审意见甲乙丙")
    step(batch, "pass_on", "first_reviewer")
    signed(client, batch, "second_reviewer")

    assert ("初审意见甲乙丙" in text_of(client.get(at(batch, 1)))) is not blind
    client.post(at(batch, 1), {"value": "open"})
    assert "初审意见甲乙丙" in text_of(client.get(at(batch, 1)))


def test_the_queue_of_disagreements_holds_what_two_reviewers_decided_differently(client, fonds):
    batch = at_second(fonds, "open", count=3)
    signed(client, batch, "second_reviewer")
    said = {"value": "delayed", "reasons": ["R3a"], "review_on": later().isoformat()}
    client.post(at(batch, 2), said)
    client.post(at(batch, 3), {"value": "open"})

    page = text_of(client.get(at(batch, name="review_queue", query="?queue=disputed")))

    assert at(batch, 2, query="?queue=disputed") in page
    assert at(batch, 3, query="?queue=disputed") not in page
    assert "queue=disputed" in text_of(client.get(reverse("opening:review_work")))


def test_a_sample_is_drawn_again_from_its_seed(client, fonds):
    batch = at_second(fonds, "open", count=9)
    signed(client, batch, "planner")
    address = at(batch, name="review_queue")

    client.post(address, {"percent": "40", "seed": "7"})
    first = set(batch.items.filter(is_sampled=True).values_list("position", flat=True))
    client.post(address, {"percent": "40", "seed": "8"})
    client.post(address, {"percent": "40", "seed": "7"})

    assert set(batch.items.filter(is_sampled=True).values_list("position", flat=True)) == first
    assert len(first) == 4
    assert Event.objects.filter(verb="review_batch:sample").first().data["seed"] in (7, 8)
    assert client.post(address, {"percent": "0"}).status_code == 400
    assert signed(client, batch, "second_reviewer").post(address, {"percent": "5"}).status_code == 403


def test_many_alike_are_decided_as_they_were_previewed(client, fonds):
    batch = at_first(fonds, count=4)
    title = batch.items.first().record.title
    Record.every.filter(pk__in=batch.items.values("record")).update(title=title)
    signed(client, batch)
    address = at(batch, name="review_alike")
    choice = {"by": "title", "key": pattern_of(title), "hinted": "1"}
    shown = client.get(address, choice)
    digest = shown.context["chosen"].digest

    query = "?" + "&".join(f"{name}={value}" for name, value in choice.items()).replace("#", "%23")
    assert client.post(address + query, {"value": "open", "digest": "other"}).status_code == 409
    assert client.post(address + query, {"value": "open"}).status_code == 400
    assert client.post(address + query, {"value": "open", "digest": digest}).status_code == 302
    assert Decision.objects.filter(item__batch=batch, value="open").count() == 4
    assert Event.objects.filter(verb="review_batch:decide_many").count() == 1


def test_records_nobody_looked_at_are_left_out_of_many_and_listed(client, fonds, monkeypatch):
    """Without an engine that can read, nothing is known of what was not prechecked."""

    def unreadable():
        raise LexiconIsWrong(path="words.txt", line=1, reason="x")

    monkeypatch.setattr("lantai.services.opening.reviewing.hints.current_detector", unreadable)
    batch = at_first(fonds, count=3)
    chosen = signed(client, batch).get(at(batch, name="review_alike")).context["chosen"]

    assert (chosen.count, chosen.unread_count) == (0, 3)
    assert len(chosen.unread) == 3


def prechecked(batch):
    """Its records with a page each, read by the precheck, in which nothing was noticed."""
    records = [item.record for item in batch.items.select_related("record")]
    for record in records:
        (page,) = pages_of(record, 1)
        for number, text in ((0, record.title), (1, page.text)):
            PageHints.objects.create(record=record, page_number=number, digest=digest_of(text), rules_version="1")
        Suggestion.objects.create(
            record=record, value="open", score=1, rules_version="1", made_at=timezone.now() - dt.timedelta(hours=1)
        )
    return records


def test_nothing_noticed_is_said_of_records_only_that_were_read_whole_and_as_they_are(client, fonds, monkeypatch):
    monkeypatch.setattr("lantai.services.opening.reviewing.hints._engine", lambda: None)
    batch = at_first(fonds, count=6)
    _read, more, late, corrected_since, dark, noticed_in = prechecked(batch)
    PageHints.objects.filter(record=more, page_number=1).delete()
    PageHints.objects.filter(record=late, page_number=1).update(digest=digest_of(""))
    page = Page.objects.get(record=corrected_since)
    PageVersion.objects.create(page=page, number=1, lines=pack_lines([]), source="ocr", author="校对员")
    Page.objects.filter(record=dark).update(state=Page.State.FAILED, text="")
    PageHints.objects.filter(record=noticed_in, page_number=1).update(hints=[["name", 0, 2, 0.9, "name", "R3a"]])

    chosen = signed(client, batch).get(at(batch, name="review_alike")).context["chosen"]

    assert (chosen.positions, chosen.hinted_count, chosen.unread_count) == ((1,), 1, 4)


def test_pages_without_a_text_are_not_taken_for_pages_without_anything_to_notice(client, fonds):
    batch = at_first(fonds, count=2)
    scanned = batch.items.select_related("record").get(position=1).record
    pages_of(scanned, 1)
    Page.objects.filter(record=scanned).update(state=Page.State.WAITING, text="")

    chosen = signed(client, batch).get(at(batch, name="review_alike")).context["chosen"]

    assert (chosen.positions, chosen.unread_count) == ((2,), 1)


def test_stored_hints_of_a_far_page_are_counted_shown_first_and_reached(client, fonds):
    batch = at_first(fonds, count=1)
    record = batch.items.select_related("record").get().record
    pages = pages_of(record, 58)
    name = ["name", 0, 2, 0.9, "name.private_role@1", "R3a"]
    stored = [(57, digest_of(pages[56].text), [name, name]), (58, digest_of(pages[57].text), [name]), (45, "-", [])]
    for number, digest, hints in stored:
        PageHints.objects.create(record=record, page_number=number, digest=digest, hints=hints, rules_version="1")
    now = timezone.now()
    why = {"rule": "name", "value": "delay", "ground": "R3a", "score": 0.9, "count": 3, "pages": [57, 58]}
    Suggestion.objects.create(record=record, value="delay", score=0.9, reasons=[why], rules_version="1", made_at=now)
    signed(client, batch)

    shown = client.get(at(batch, 1)).context["screen"]
    assert (shown.page.position, shown.hint_total, len(shown.hints), shown.unread) == (57, 3, 2, 15)
    assert (shown.next_hinted, shown.proposed) == (58, ("R3a",))
    page = client.get(at(batch, 1, query="?page=2"))
    assert page.context["screen"].next_hinted == 57
    assert "57, 58" in text_of(page)
    Page.objects.filter(record=record, position=57).update(text="另一段文字，谁也没有看过。")
    assert client.get(at(batch, 1, query="?page=57")).context["screen"].hints == ()


COST = {"item": 16, "work": 6, "queue": 12, "alike": 5, "decide": 25}
"""Queries of each step. What the precheck stored and suggests is among them: two at most, whatever is shown."""


@pytest.mark.parametrize("count", [3, 30])
def test_it_costs_the_same_for_few_and_for_many(client, fonds, count):
    batch = at_first(fonds, count=count)
    decide(actor=actor_in(batch, "first_reviewer"), item=batch.items.get(position=1), value="open")
    signed(client, batch)
    cost = {}
    for name, address in (
        ("item", at(batch, 2)),
        ("work", reverse("opening:review_work")),
        ("queue", at(batch, name="review_queue", query="?queue=all")),
        ("alike", at(batch, name="review_alike", query="?by=type")),
    ):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        cost[name] = len(asked)
    with CaptureQueriesContext(connection) as asked:
        client.post(at(batch, 2), {"value": "open"})
    cost["decide"] = len(asked)
    assert cost == COST


def test_nothing_waits_for_who_is_named_nowhere(client, fonds):
    client.force_login(person(Role.OPENING_REVIEWER, fonds.institution))
    answer = client.get(reverse("opening:review_work"))
    assert answer.status_code == 200
    assert answer.context["waiting"] == ()
    client.logout()
    assert client.get(reverse("opening:review_work")).status_code == 302


def test_a_passage_is_read_as_the_form_says_it():
    digest = "0a" * 32
    assert (passage_of(f"2|R3a|3-9|{digest}").start, passage_of(f"2|R3a|3-9|{digest}").digest) == (3, digest)
    assert passage_of("2|R1|whole").whole_page
    assert passage_of(f"2|R1|0.1,0.2,0.3,0.4|{digest}").boxes == [[0.1, 0.2, 0.3, 0.4]]
    wrong = ("2|R9|3-9", "2|R1|9-3", "2|R1|", "2|R1|0.1,0.2,0.3", "2|R1|.....,,,;")
    for place in (*(f"{each}|{digest}" for each in wrong), "|R1|whole", "2|R3a|3-9", "2|R3a|3-9|x"):
        assert passage_of(place) is None


@pytest.fixture
def reviewed(client, fonds):
    """A batch of one record of two pages, and how its first reviewer withholds characters 0 to 4 of the second."""
    batch = at_first(fonds, count=1)
    record = batch.items.get().record
    pages_of(record, 2)
    signed(client, batch)
    digest = client.get(at(batch, 1, query="?page=2")).context["screen"].digest
    return batch, record, {"value": "partial", "reasons": ["R3a"], "passage": [f"2|R3a|0-4|{digest}"]}


def corrected(record, text="〔更正〕关于城东水渠修缮问题的批复"):
    Page.objects.filter(record=record, position=2).update(text=text)


def test_what_is_marked_on_a_page_that_is_another_one_by_now_is_refused(client, reviewed):
    batch, record, said = reviewed
    corrected(record)

    answer = client.post(at(batch, 1), said)

    assert answer.status_code == 409
    assert "第 2 页" in text_of(answer)
    assert not Decision.objects.exists()


@pytest.mark.parametrize("place", ["0-400", "900-904"])
def test_what_lies_outside_of_the_text_is_refused_and_not_dropped(client, reviewed, place):
    batch, _record, said = reviewed

    outside = said["passage"][0].replace("0-4", place)
    assert client.post(at(batch, 1), said | {"passage": [said["passage"][0], outside]}).status_code == 422
    assert client.post(at(batch, 1), said | {"passage": [said["passage"][0], "7|R3a|whole"]}).status_code == 422
    assert not Decision.objects.exists()


@pytest.mark.parametrize("looked_at", [1, 2])
def test_what_was_decided_before_a_correction_withholds_the_whole_page(client, reviewed, looked_at):
    batch, record, said = reviewed
    assert client.post(at(batch, 1), said).status_code == 302
    first = Passage.objects.get()
    assert (first.digest, bool(first.boxes)) == (page_digest(record.pk, 2), True)
    corrected(record)
    step(batch, "pass_on", "first_reviewer")
    signed(client, batch, "second_reviewer")
    shown = client.get(at(batch, 1, query=f"?page={looked_at}"))
    assert "整页不予公布" in text_of(shown)
    sent = [each.value for each in shown.context["screen"].other_pages]

    assert client.post(at(batch, 1), said | {"passage": sent}).status_code == 302

    second = Passage.objects.get(decision__stage="second")
    assert (second.start, second.end, second.digest) == (0, 4, first.digest)
    held = [WithheldPassage(2, "R3a", second.start, second.end, digest=second.digest)]
    withhold(actor=OPERATOR, record=record, passages=held)
    assert veil_of(withheld_of([record.pk])[record.pk][2], page_states(record.pk, [2])[2]).whole


def test_the_time_in_front_is_signed_and_capped(client, fonds):
    batch = at_first(fonds, count=2)
    signed(client, batch).post(at(batch, 1), {"value": "open", "seconds": "999999"})
    assert Decision.objects.get(item__batch=batch).seconds == MOST_SECONDS
    assert seconds_since(shown_now(1)) == 0
    assert seconds_since("forged") == 0


def test_the_act_of_sampling_is_the_planners(fonds):
    batch = at_second(fonds, "open", count=2)
    assert draw_sample(actor=actor_in(batch, "planner"), batch=batch, percent=50) == 1
