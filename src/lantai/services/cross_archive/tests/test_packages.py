"""Packages: in order, once, by known keys only; what is wrong is refused in words, written down."""

from __future__ import annotations

import datetime as dt
import json
import socket

import pytest
from django.urls import reverse

from lantai.base.accounts.access import OPERATOR, Actor, NotAllowed, Right, Role
from lantai.base.accounts.tests.factories import InstitutionFactory, outsider, person
from lantai.base.audit.models import Event
from lantai.engines.signatures.keys import make_private_key
from lantai.services.certificates.actions import complete_certificate
from lantai.services.certificates.keeping import kept_file
from lantai.services.certificates.keyring import prepare_keys as prepare_certificate_keys
from lantai.services.cross_archive.actions import (
    AlreadyAgreed,
    NotAcknowledged,
    accept_identity,
    acknowledge_parcel,
    call_case_back,
    end_peer,
    hand_out_theirs,
    receive_parcel,
    report_case,
    send_case,
)
from lantai.services.cross_archive.actions.answering import said_by
from lantai.services.cross_archive.envelope import NotReadable, canonical, open_body, read_signed
from lantai.services.cross_archive.files import file_for, take_file
from lantai.services.cross_archive.keyring import SEALING, SIGNING, CardUnreadable, own_public, read_card
from lantai.services.cross_archive.models import Parcel, PassedCase, Peer, Receipt
from lantai.services.cross_archive.passing import certificates_in
from lantai.services.cross_archive.sending import FIRST_WAIT, is_due, send_waiting
from lantai.services.cross_archive.tests.factories import PDF, Other, agreed, case, found
from lantai.services.cross_archive.views.door import LINE
from lantai.services.enquiries.actions import (
    NothingSearched,
    Searched,
    answer_not_found,
    certify_basket,
    certify_nothing_found,
    deliver_enquiry,
    find_matter,
    mean_records,
    search_on,
    take_on_enquiry,
)
from lantai.services.enquiries.models import Enquiry
from lantai.services.enquiries.papers import letter_as_pdf
from lantai.services.enquiries.queries.holders import archives_for_case
from lantai.services.enquiries.tests.factories import (
    CLERK,
    ID_NUMBER,
    filed_matter,
    matter_case,
    order_of,
    taken_for,
    town,
)
from tests.support.world import standing

pytestmark = pytest.mark.django_db
DOOR = "/exchange/cases"


@pytest.fixture(autouse=True)
def keys(settings, tmp_path):
    settings.KEYS_FOLDER = tmp_path / "keys"


def at(name, *arguments):
    return reverse(f"cross_archive:{name}", args=[getattr(each, "ulid", each) for each in arguments])


def post(client, data):
    return client.post(DOOR, data, content_type="application/json")


def refusals():
    rows = Event.objects.filter(verb="cross_archive:receive:refuse").order_by("number")
    return [data["code"].removeprefix("cross_archive.") for data in rows.values_list("data", flat=True)]


def test_a_case_that_comes_is_one_case_and_its_answers_go_back_once():
    other, _peer = agreed(InstitutionFactory())
    said = case()
    package = other.packed("case", said)

    first = receive_parcel(actor=LINE, data=package)
    again = receive_parcel(actor=LINE, data=package)

    assert first.acknowledgement == again.acknowledgement
    assert (first.is_repeated, again.is_repeated) == (False, True)
    enquiry = Enquiry.objects.get()
    assert (enquiry.channel, enquiry.name, enquiry.last4) == ("peer", "柳文澜", "5678")
    assert enquiry.answers == {"husband": "程志远", "married": "1979"}
    assert "QS01-LY2026-0007" in enquiry.steps.get().note
    passed = PassedCase.objects.select_related("enquiry__institution", "peer").get()
    assert not report_case(actor=OPERATOR, passed=passed)
    take_on_enquiry(actor=CLERK, enquiry=enquiry)
    passed = PassedCase.objects.select_related("enquiry__institution", "peer").get()
    assert [report_case(actor=OPERATOR, passed=passed) for _ in range(2)] == [True, False]
    answer_not_found(actor=CLERK, enquiry=enquiry, searched=Searched("程志远", ("marriage",), "1977–1981", 2))
    passed = PassedCase.objects.select_related("enquiry__institution", "peer").get()
    assert report_case(actor=OPERATOR, passed=passed)
    assert [(each.sequence, each.kind) for each in Parcel.objects.order_by("sequence")] == [
        (1, "taken_on"), (2, "not_found"),
    ]  # fmt: skip
    assert other.reads(Parcel.objects.get(sequence=2))["searched"]["years"] == "1977–1981"
    assert PassedCase.objects.get().ended_at


def test_what_is_wrong_with_a_package_is_refused_and_written_down(client):
    other, _peer = agreed(InstitutionFactory())
    good, stranger = other.packed("case", case()), Other()
    assert post(client, good).status_code == 200
    changed = json.loads(other.packed("case", case(), sequence=2))
    changed["package"]["made_at"] = "2020-01-01"
    for data, status, code in (
        (b"\x00nonsense", 400, "not_readable"),
        (b'{"package": [], "signature": ""}', 400, "not_readable"),
        (b"[" * 50_000, 400, "not_readable"),
        (stranger.packed("case", case()), 403, "unknown_peer"),
        (other.packed("case", case(), sequence=2, signer=make_private_key(SIGNING)), 403, "wrong_signature"),
        (canonical(changed), 403, "wrong_signature"),
        (other.packed("case", case(), sequence=1), 409, "other_content"),
        (other.packed("case", case(), sequence=4), 409, "gap"),
    ):
        answer = post(client, data)
        assert (answer.status_code, answer.json()["code"]) == (status, f"cross_archive.{code}"), answer.json()
        assert answer.json()["detail"]
    assert refusals()[-1] == "gap"
    assert len(refusals()) == 8
    assert Enquiry.objects.count() == Receipt.objects.count() == 1
    assert post(client, other.packed("case", case(), sequence=4)).json()["expected"] == 2
    assert client.get(DOOR).status_code == 405


def test_a_package_that_is_too_large_is_not_read(client, settings):
    settings.PARCEL_MEGABYTES = 0
    other, _peer = agreed(InstitutionFactory())

    answer = post(client, other.packed("case", case()))

    assert (answer.status_code, answer.json()["code"]) == (413, "cross_archive.too_large")


@pytest.mark.parametrize(
    "wrong",
    [{"matter": "unopened"}, {"applicant": "x"}, {"purpose": 7}, {"name": " "}, {"sought": ["x"]}, {"case": "../x"}],
)
def test_a_case_that_cannot_be_used_takes_its_number_and_goes_back_with_the_reason(wrong):
    other, _peer = agreed(InstitutionFactory())

    outcome = other.sends("case", case(**wrong))

    said = read_signed(outcome.acknowledgement, "acknowledgement").said
    assert (said["kind"], said["refusal"]) == ("refused", f"unusable:{next(iter(wrong))}")
    assert other.sends("case", case()).refusal is None
    assert Enquiry.objects.count() == 1


def test_what_was_encrypted_for_another_opens_for_nobody_else():
    other, peer = agreed(InstitutionFactory())
    enquiry = matter_case(peer.institution)
    send_case(actor=CLERK, enquiry=enquiry, peer=peer, why="该社后划归青山县")
    parcel = Parcel.objects.get()

    assert ID_NUMBER not in bytes(parcel.content).decode()
    assert "柳文澜" not in bytes(parcel.content).decode()
    body = other.reads(parcel)
    assert (body["document"], body["name"]) == (ID_NUMBER, "柳文澜")
    assert "000-5550123" not in str(body)
    with pytest.raises(NotReadable):
        open_body(read_signed(bytes(parcel.content), "package").said, make_private_key(SEALING))


def test_the_answer_and_the_certificate_come_back_to_the_case(client):
    other, peer = agreed(InstitutionFactory())
    enquiry = matter_case(peer.institution)
    passed = send_case(actor=CLERK, enquiry=enquiry, peer=peer, why="该社后划归青山县")
    parcel = Parcel.objects.select_related("peer", "passed__enquiry", "passed__peer").get()
    with pytest.raises(NotAcknowledged):
        acknowledge_parcel(actor=OPERATOR, parcel=parcel, data=Other().acknowledges(parcel))
    acknowledge_parcel(actor=OPERATOR, parcel=parcel, data=other.acknowledges(parcel))
    assert (bytes(parcel.content), Parcel.objects.waiting().count()) == (b"", 0)

    other.sends("taken_on", {"case": passed.ulid, "number": "QS01-LY2026-0031"})
    forged = found(passed.ulid)
    forged["certificates"][0]["pdf"] = "JVBERi0xLjc="
    assert read_signed(other.sends("found", forged).acknowledgement, "acknowledgement").said["refusal"]
    other.sends("found", found(passed.ulid))
    other.sends("not_found", {"case": passed.ulid, "searched": {"question": "x"}})

    enquiry.refresh_from_db()
    passed.refresh_from_db()
    assert (enquiry.state, passed.said, passed.number_there) == ("found", "found", "QS01-LY2026-0031")
    certificate = passed.certificates.get()
    assert PDF not in bytes(certificate.sealed)
    client.force_login(person(Role.ARCHIVIST, peer.institution))
    assert client.post(at("hand_out", passed, certificate)).content == PDF
    deliver_enquiry(actor=CLERK, enquiry=enquiry, way="counter", note="")
    acts = list(enquiry.steps.values_list("act", flat=True))
    assert acts == ["file", "take_on", "send_away", "taken_there", "found_there", "hand_out", "deliver"]
    client.force_login(outsider())
    assert client.get(at("passed", passed)).status_code == 404
    assert client.post(at("hand_out", passed, certificate)).status_code == 404


def test_a_partners_case_is_found_certified_and_reported_with_who_asks_as_proved_there(tmp_path):
    with standing(tmp_path, backend="memory") as world:
        prepare_certificate_keys()
        other, peer = agreed(world.institution)
        other.sends("case", case(identity="seen"))
        assert Enquiry.objects.get(channel="peer").identity_level == "unproved"
        accept_identity(actor=OPERATOR, peer=peer, accepts=True)
        for level, counts in (("papal", "unproved"), ("seen", "seen")):
            said = case(identity=level)
            other.sends("case", said)
            passed = PassedCase.objects.select_related("peer", "enquiry__institution").get(ulid=said["case"])
            assert passed.enquiry.identity_level == counts
        assert "证件原件已核对" in passed.enquiry.steps.get().note

        enquiry = take_on_enquiry(actor=CLERK, enquiry=passed.enquiry)
        mean_records(actor=CLERK, enquiry=enquiry, records=[world.opened])
        find_matter(actor=CLERK, enquiry=enquiry)
        certificate = certify_basket(actor=CLERK, enquiry=enquiry, order=order_of(enquiry))
        complete_certificate(actor=CLERK, certificate=certificate)
        deliver_enquiry(actor=CLERK, enquiry=enquiry, way="partner", note="")
        passed = PassedCase.objects.select_related("peer", "enquiry__institution").get(pk=passed.pk)
        assert report_case(actor=OPERATOR, passed=passed)

        body = other.reads(Parcel.objects.get(kind="found"))
        assert [each["number"] for each in body["certificates"]] == [certificate.number]
        pdf = certificates_in(body)[0].pdf  # held to its proof, as the other side holds it
        assert pdf == kept_file(certificate)


def test_the_citizen_fetches_what_the_partner_issued(client):
    other, peer = agreed(InstitutionFactory())
    made = filed_matter(peer.institution)
    passed = send_case(actor=CLERK, enquiry=take_on_enquiry(actor=CLERK, enquiry=made.enquiry), peer=peer, why="协查")
    assert other.reads(Parcel.objects.get())["identity"] == "seen"
    other.sends("found", found(passed.ulid))
    enquiry = Enquiry.objects.get()

    deliver_enquiry(actor=CLERK, enquiry=enquiry, way="online", note="")

    client.post(reverse("enquiries:door"), {"number": enquiry.number, "code": made.code})
    page = client.get(reverse("enquiries:own", args=[enquiry.number])).content.decode()
    certificate = passed.certificates.get()
    assert all(word in page for word in (certificate.number, peer.name))
    copy = reverse("enquiries:own_copy", args=[enquiry.number, certificate.ulid])
    assert client.get(copy).content == PDF
    assert Event.objects.get(verb="enquiry:fetch").data["certificate"] == certificate.number
    client.logout()
    assert client.get(copy).status_code == 404


def test_the_counter_that_took_the_case_prints_what_the_partner_of_its_holder_issued(client):
    other, peer = agreed(InstitutionFactory())
    enquiry = take_on_enquiry(actor=CLERK, enquiry=taken_for(peer.institution))
    passed = send_case(actor=CLERK, enquiry=enquiry, peer=peer, why="该社后划归青山县")
    other.sends("found", found(passed.ulid))
    certificate = passed.certificates.get()
    client.force_login(person(Role.DESK_OFFICER, town()))
    page, paper = (reverse(f"enquiries:{name}", args=arguments) for name, arguments in (
        ("taken_case", [enquiry.ulid]), ("hand_out", [enquiry.ulid, certificate.ulid]),
    ))  # fmt: skip

    shown = client.get(page).content.decode()
    printed = [client.post(paper) for _ in range(2)]

    assert all(word in shown for word in (certificate.number, peer.name))
    assert [(each.status_code, each.content) for each in printed] == [(200, PDF)] * 2
    certificate.refresh_from_db()
    assert certificate.printed == 2
    assert Event.objects.filter(verb="cross_archive:hand_out").count() == 2
    assert enquiry.steps.filter(act="hand_out", note=certificate.number, internal=False).count() == 2
    assert client.get(at("passed", passed)).status_code == 404  # what goes between the archives is the holder's
    for stranger in (outsider(), person(Role.PROOFREADER, town())):
        client.force_login(stranger)
        assert client.post(paper).status_code in (403, 404)
    nobody = Actor("x", "x", None, {"LT77": frozenset({Right.HANDLE_ENQUIRIES})})
    with pytest.raises(NotAllowed):
        hand_out_theirs(actor=nobody, certificate=certificate)
    certificate.refresh_from_db()
    assert certificate.printed == 2


def test_what_a_partner_searched_is_told_as_the_partners_and_never_certified_as_ours(client):
    other, peer = agreed(InstitutionFactory())
    client.force_login(person(Role.ARCHIVIST, peer.institution))
    theirs = {"question": "柳文澜", "years": "1970–1985", "types": ["marriage"], "more": "外馆登记簿"}
    never, after = matter_case(peer.institution), matter_case(peer.institution)
    answer_not_found(actor=CLERK, enquiry=after, searched=Searched("程志远", ("marriage",), "1977–1981"))
    for enquiry in (never, after):
        passed = send_case(actor=CLERK, enquiry=enquiry, peer=peer, why="该社后划归青山县")
        assert letter_as_pdf(enquiry, "not_found") is None
        other.sends("not_found", {"case": passed.ulid, "searched": theirs})
        enquiry.refresh_from_db()
        assert enquiry.state == "not_found"
        assert enquiry.searched_outside[0]["by"] == peer.name

    with pytest.raises(NothingSearched):
        certify_nothing_found(actor=CLERK, enquiry=never, order=order_of(never))
    before = Enquiry.objects.get(pk=never.pk)  # as it was kept before: the partner's search in the place of ours
    before.searched = theirs
    with pytest.raises(NothingSearched):
        certify_nothing_found(actor=CLERK, enquiry=before, order=order_of(before))
    certificate = certify_nothing_found(actor=CLERK, enquiry=after, order=order_of(after))
    assert (certificate.body["words"], certificate.body["years"]) == ("程志远", "1977–1981")
    assert "外馆登记簿" not in certificate.body["scope"]
    page = client.get(reverse("enquiries:enquiry", args=[after.ulid])).content.decode()
    assert all(word in page for word in ("程志远", "外馆登记簿", peer.name))
    assert letter_as_pdf(never, "not_found")
    again = search_on(actor=CLERK, enquiry=after, why="补充了曾用名")
    again = answer_not_found(actor=CLERK, enquiry=again, searched=Searched("程致远"))
    assert (again.searched["question"], len(again.searched_outside)) == ("程致远", 1)


def test_a_case_the_other_archive_cannot_use_comes_back_and_can_be_called_back():
    other, peer = agreed(InstitutionFactory())
    enquiry = matter_case(peer.institution)
    send_case(actor=CLERK, enquiry=enquiry, peer=peer, why="可能在该馆")
    parcel = Parcel.objects.select_related("peer", "passed__enquiry", "passed__peer").get()
    acknowledge_parcel(actor=OPERATOR, parcel=parcel, data=other.acknowledges(parcel, "unusable:matter"))
    enquiry.refresh_from_db()
    assert (enquiry.state, PassedCase.objects.get().said) == ("taken_on", "refused")

    second = send_case(actor=CLERK, enquiry=enquiry, peer=peer, why="再请协查")
    second = PassedCase.objects.select_related("peer", "enquiry__institution").get(pk=second.pk)
    call_case_back(actor=CLERK, passed=second, why="申请人等不及")
    other.sends("found", found(second.ulid))
    enquiry.refresh_from_db()
    assert (enquiry.state, Parcel.objects.order_by("sequence").last().kind) == ("taken_on", "called_back")


def test_a_case_called_back_there_ends_here():
    other, _peer = agreed(InstitutionFactory())
    said = case()
    other.sends("case", said)
    other.sends("called_back", {"case": said["case"], "note": "申请人撤回"})

    assert Enquiry.objects.get().state == "withdrawn"
    assert [said_by(Enquiry(state=state)) for state in ("withdrawn", "lapsed")] == ["refused"] * 2


def test_packages_go_as_files_too_and_a_file_taken_twice_is_taken_once():
    other, peer = agreed(InstitutionFactory())
    enquiry = matter_case(peer.institution)
    send_case(actor=CLERK, enquiry=enquiry, peer=peer, why="可能在该馆")
    waiting = json.loads(file_for(peer))["packages"]
    assert waiting == [bytes(Parcel.objects.get().content).decode()]
    packed = [other.packed("case", case()).decode() for _ in range(2)]
    owed = [other.acknowledges(Parcel.objects.get()).decode(), "nonsense"]
    carried = json.dumps({"schema": 1, "packages": packed, "acknowledgements": owed}).encode()

    first = take_file(actor=CLERK, peer=peer, data=carried)
    second = take_file(actor=CLERK, peer=peer, data=carried)

    assert (first.packages, first.acknowledged, first.refusals) == (2, 1, [])
    assert (second.packages, second.repeated, second.acknowledged) == (0, 2, 0)
    assert len(json.loads(file_for(peer))["acknowledgements"]) == 2


def test_an_agreement_is_made_by_its_keys_and_does_not_come_back(client):
    other, peer = agreed(InstitutionFactory())
    with pytest.raises(AlreadyAgreed):
        agreed(peer.institution, other)
    end_peer(actor=OPERATOR, peer=peer)
    assert other.sends("case", case()).refusal.code == "cross_archive.unknown_peer"
    with pytest.raises(AlreadyAgreed):
        agreed(peer.institution, other)
    for text in ("", "[]", "{}", Other().card(signing="x"), Other().card(guide=[{"text": "x", "first": "y"}])):
        with pytest.raises(CardUnreadable):
            read_card(text)
    client.force_login(person(Role.SECURITY_OFFICER, peer.institution))
    said = {"institution": peer.institution.code, "card": Other().card(), "compared": "on"}
    for address in ("http://da.example.cn", "ftp://x", "https://", "https://a:b@c", "javascript:1"):
        assert client.post(at("agree"), said | {"address": address}).status_code == 422
    assert client.post(at("agree"), said | {"address": "https://da.example.cn"}).status_code == 302
    newest = Peer.objects.latest("pk")
    for accepts in ("1", "0"):
        assert client.post(at("act", newest, "accept_identity"), {"accepts": accepts}).status_code == 302
        newest.refresh_from_db()
        assert newest.accepts_identity is (accepts == "1")
    assert client.get(at("card", peer.institution.code)).json()["signing"] == own_public(SIGNING).as_pem().decode()


def test_the_guide_of_a_partner_is_asked_where_a_case_may_lie():
    _other, peer = agreed(InstitutionFactory())
    enquiry = matter_case(peer.institution, answers={"husband": "程志远", "registrar": "东风公社"})

    found_there = archives_for_case(enquiry, OPERATOR)

    assert [(each.name, each.go) for each in found_there] == [(peer.name, at("send", peer))]


def test_pages_show_partners_and_bad_input_comes_back(client, django_assert_max_num_queries):
    other, peer = agreed(InstitutionFactory())
    enquiry = matter_case(peer.institution)
    client.force_login(person(Role.ARCHIVIST, peer.institution))
    assert peer.name in client.get(reverse("enquiries:enquiry", args=[enquiry.ulid])).content.decode()
    assert client.get(at("send", peer)).status_code == 404
    address = f"{at('send', peer)}?case={enquiry.ulid}"
    assert client.post(address, {}).status_code == 400
    assert client.post(address, {"why": "可能在该馆"}).status_code == 302
    assert client.post(address, {"why": "可能在该馆"}).status_code == 409
    for number in range(5):
        other.sends("case", case(number=str(number)))
    with django_assert_max_num_queries(14):
        assert client.get(at("partner", peer)).status_code == 200
    with django_assert_max_num_queries(14):
        assert client.get(at("partners")).status_code == 200
    assert client.post(at("act", peer, "load"), {}).status_code == 400
    assert [client.post(at("act", peer, each)).status_code for each in ("end", "accept_identity")] == [403, 403]
    assert client.post(at("call_back", PassedCase.objects.get(way="out")), {}).status_code == 400
    assert client.post(at("call_back", PassedCase.objects.get(way="out")), {"why": "不等了"}).status_code == 302
    client.force_login(outsider())
    assert client.get(at("partner", peer)).status_code == 404
    client.logout()
    assert client.get(at("partners")).status_code == 302


def test_a_peer_that_does_not_answer_rests_however_many_packages_wait():
    """Each of them asks to be sent at once: that is one try, and not as many as there are packages."""
    with socket.socket() as held:  # bound and not listening: every connection is refused
        held.bind(("127.0.0.1", 0))
        _other, peer = agreed(InstitutionFactory(), address=f"http://127.0.0.1:{held.getsockname()[1]}")
        for _ in range(3):
            send_case(actor=CLERK, enquiry=matter_case(peer.institution), peer=peer, why="该社后划归青山县")

        assert [send_waiting(peer) for _ in range(3)] == [0, 0, 0]

    peer.refresh_from_db()
    assert (peer.tries, Parcel.objects.waiting().count()) == (1, 3)
    assert not is_due(peer, peer.tried_at + dt.timedelta(seconds=FIRST_WAIT - 1))
    assert is_due(peer, peer.tried_at + dt.timedelta(seconds=FIRST_WAIT))
