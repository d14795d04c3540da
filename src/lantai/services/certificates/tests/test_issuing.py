"""From the pages chosen to the signed file: what may go out, once, under one number; revoked and issued anew."""

from __future__ import annotations

import json

import pytest

from lantai.base.accounts.access import Actor, NotAllowed, Right, actor_of
from lantai.base.audit.models import Event
from lantai.engines.transparency.tree import leaf_hash, verify_consistency, verify_inclusion
from lantai.holdings.withholding.actions import WithheldPassage, withhold
from lantai.holdings.withholding.queries import page_digest
from lantai.services.certificates import granting
from lantai.services.certificates.actions import (
    AlreadyDrawn,
    AlreadyTaken,
    Chosen,
    GrantNeeded,
    NothingChosen,
    NotInForce,
    NotRevoked,
    NotYourRecord,
    SealNotYours,
    Searched,
    WithheldInExtract,
    complete_certificate,
    issue_copy,
    issue_not_found,
    issue_statement,
    note_printed,
    reissue_certificate,
    revoke_certificate,
    void_certificate,
)
from lantai.services.certificates.keeping import keep_file, kept_file
from lantai.services.certificates.log import consistency
from lantai.services.certificates.models import Certificate, LogHead, LogLeaf, SealUse, SignedCheckpoint
from lantai.services.certificates.proofs import proof_file
from lantai.services.certificates.receivers import AFTER, take_up_again
from lantai.services.certificates.tests.factories import CLERK, NAME, begun, failed, issued, order, sealed

pytestmark = pytest.mark.django_db


@pytest.fixture
def grants(monkeypatch):
    """Cases that grant records: what an app above would say."""
    said: dict[str, set[int]] = {}
    monkeypatch.setattr(granting, "_GRANTS", [lambda case, records, day: said.get(case, set()) & set(records)])
    return said


def test_a_copy_gets_number_file_leaf_and_events(world):
    clerk, said = actor_of(world.people["desk_officer"]), order(seal=sealed(world.opened))
    made = issue_copy(actor=clerk, order=said, chosen=[Chosen(world.opened, [1])])
    certificate = complete_certificate(actor=clerk, certificate=made)

    pdf = kept_file(certificate)
    assert certificate.state == "issued"
    assert certificate.number.startswith("LT01档证〔")
    assert pdf is not None
    assert pdf.startswith(b"%PDF-")
    leaf = LogLeaf.objects.get(certificate=certificate)
    told = json.loads(leaf.data)
    assert (told["sha256"], told["number"], told["kind"]) == (certificate.sha256, certificate.number, "copy")
    assert told["name"] == "柳**"
    assert NAME not in leaf.data
    assert SealUse.objects.get(certificate=certificate).seal.name == "档案证明专用章"
    verbs = list(Event.objects.filter(subject_id=certificate.ulid).order_by("number").values_list("verb", flat=True))
    assert verbs == ["certificate:issue", "certificate:complete"]
    assert NAME not in str(list(Event.objects.values_list("data", flat=True)))


def test_its_proof_leads_to_a_signed_checkpoint_and_the_log_only_grows(world):
    first = issued(world.opened)
    before = SignedCheckpoint.objects.get(leaf__certificate=first)
    issued(world.opened), issued(world.opened)
    after = SignedCheckpoint.objects.order_by("-size").first()

    told = proof_file(first)
    leaf = LogLeaf.objects.get(certificate=first)
    path = [bytes.fromhex(each) for each in told["proof"]]
    root = bytes.fromhex(after.root)
    assert verify_inclusion(leaf_hash(leaf.data.encode()), told["index"], told["size"], path, root)
    assert told["checkpoint"] == after.note
    steps = consistency(before.size, after.size)
    assert verify_consistency(before.size, bytes.fromhex(before.root), after.size, root, steps)


def test_a_form_sent_twice_and_a_worker_asked_twice_make_one(world):
    said = order()
    first = issue_copy(actor=CLERK, order=said, chosen=[Chosen(world.opened, [1])])
    again = issue_copy(actor=CLERK, order=said, chosen=[Chosen(world.opened, [1])])
    done = complete_certificate(actor=CLERK, certificate=first)
    digest = done.sha256
    complete_certificate(actor=CLERK, certificate=Certificate.objects.get(pk=first.pk))

    assert first.pk == again.pk
    assert Certificate.objects.get(pk=first.pk).sha256 == digest
    assert LogLeaf.objects.filter(certificate=first).count() == 1
    other = Actor("别人", "desk_officer", 99, {"*": frozenset(Right)})
    with pytest.raises(AlreadyTaken):
        issue_copy(actor=other, order=said, chosen=[Chosen(world.opened, [1])])


def test_what_was_published_before_a_kill_is_entered_and_not_signed_again(world):
    certificate = begun(world.opened)
    complete_certificate(actor=CLERK, certificate=certificate)
    pdf = kept_file(certificate)
    SignedCheckpoint.objects.filter(leaf__certificate=certificate).delete()
    leaf = LogLeaf.objects.get(certificate=certificate)
    leaf.nodes.all().delete()
    leaf.delete()
    Certificate.objects.filter(pk=certificate.pk).update(state="begun", issued_at=None, sha256="")
    LogHead.objects.update(size=leaf.index)

    again = complete_certificate(actor=CLERK, certificate=Certificate.objects.get(pk=certificate.pk))

    assert kept_file(again) == pdf
    assert LogLeaf.objects.filter(certificate=certificate).count() == 1


def test_what_a_killed_worker_left_is_given_out_again(world):
    certificate = begun(world.opened)
    assert take_up_again(certificate.begun_at) == 0
    assert take_up_again(certificate.begun_at + AFTER + AFTER) >= 1


def test_an_unopened_record_goes_out_only_for_a_case_that_was_granted_it(world, grants):
    chosen = [Chosen(world.unopened, [1])]
    with pytest.raises(GrantNeeded):
        issue_copy(actor=CLERK, order=order(), chosen=chosen)
    with pytest.raises(GrantNeeded):
        issue_copy(actor=CLERK, order=order(case="LT01-LY2026-0001"), chosen=chosen)
    grants["LT01-LY2026-0001"] = {world.unopened.pk}
    made = issue_copy(actor=CLERK, order=order(case="lt01-ly2026-0001"), chosen=chosen)
    assert made.in_full
    grants.clear()
    with pytest.raises(GrantNeeded):
        complete_certificate(actor=CLERK, certificate=made)


def test_nobody_certifies_what_is_not_theirs_or_not_there(world):
    here = [Chosen(world.opened, [1])]
    blind = Actor("x", "x", 7, {"LT01": frozenset({Right.ISSUE_CERTIFICATES})})
    with pytest.raises(NotYourRecord):
        issue_copy(actor=blind, order=order(), chosen=[Chosen(world.unopened, [1])])
    with pytest.raises(NotAllowed):
        issue_copy(actor=Actor("x", "x", 7, {}), order=order(), chosen=here)
    for chosen in ([], [Chosen(world.opened, [])], [Chosen(world.opened, [1, 99])]):
        with pytest.raises(NothingChosen):
            issue_copy(actor=CLERK, order=order(), chosen=chosen)
    with pytest.raises(SealNotYours):
        issue_copy(actor=CLERK, order=order(seal=sealed(world.opened)), chosen=here)


def test_the_answer_that_nothing_was_found_is_a_certificate_too(world):
    searched = Searched("本馆一九七五年至一九七九年知青档案", "柳文澜", "1975—1979", "一九七六年卷缺")
    made = issue_not_found(actor=CLERK, order=order(), institution=world.institution, searched=searched)
    done = complete_certificate(actor=CLERK, certificate=made)

    assert (done.kind, done.pages) == ("not_found", 0)
    assert json.loads(done.leaves.get().data)["kind"] == "not_found"


def test_what_is_withheld_is_covered_and_not_quoted_unless_the_case_was_granted_it(world, grants):
    page = world.opened.pages.get()
    page.text, page.width, page.height = "承办人柳文澜于一九七八年三月到职", 0, 0
    page.save()
    digest = page_digest(world.opened.pk, 1)
    withhold(actor=CLERK, record=world.opened, passages=[WithheldPassage(1, "R3a", 3, 6, digest=digest)])
    chosen = [Chosen(world.opened, [1])]

    copy = issue_copy(actor=CLERK, order=order(), chosen=chosen)
    assert (copy.sources.get().withheld != "", copy.in_full) == (True, False)
    with pytest.raises(WithheldInExtract):
        issue_statement(actor=CLERK, order=order(), chosen=chosen, text="承办人柳 文澜")
    said = issue_statement(actor=CLERK, order=order(), chosen=chosen, text="于一九七八年三月\r\n到职")
    assert said.body["text"] == "于一九七八年三月\n到职"
    page.text += "。"  # read anew: until somebody looks, all of it is withheld
    page.save()
    for text in ("他一九七八年三月到职", "到职", "三"):
        with pytest.raises(WithheldInExtract):
            issue_statement(actor=CLERK, order=order(), chosen=chosen, text=text)
    grants["A"] = {world.opened.pk}
    copy = issue_copy(actor=CLERK, order=order(case="a"), chosen=chosen)
    assert (copy.sources.get().withheld, copy.in_full) == ("", True)
    made = issue_statement(actor=CLERK, order=order(case="A"), chosen=chosen, text="柳文澜")
    assert made.case == "A"
    grants.clear()
    with pytest.raises(WithheldInExtract):
        complete_certificate(actor=CLERK, certificate=made)


def test_a_number_that_was_never_drawn_is_given_up_and_what_it_replaced_is_issued_anew(world):
    first = revoke_certificate(actor=CLERK, certificate=issued(world.opened), reason="姓名有误")
    again = reissue_certificate(actor=CLERK, certificate=first, order=order())
    with pytest.raises(NotInForce):  # a worker has it in hand
        void_certificate(actor=CLERK, certificate=again, reason="图像损坏")
    void = void_certificate(actor=CLERK, certificate=failed(again), reason="图像损坏")

    assert (void.state, void.revoked_why, void.leaves.count()) == ("void", "图像损坏", 0)
    assert complete_certificate(actor=CLERK, certificate=void).state == "void"
    with pytest.raises(NotInForce):
        void_certificate(actor=CLERK, certificate=void, reason="图像损坏")
    assert reissue_certificate(actor=CLERK, certificate=first, order=order()).replaces_id == first.pk
    drawn = begun(world.opened)
    keep_file(drawn, b"%PDF-1.7", b"")
    with pytest.raises(AlreadyDrawn):
        void_certificate(actor=CLERK, certificate=failed(drawn), reason="图像损坏")
    assert Certificate.objects.get(pk=drawn.pk).state == "begun"


def test_revoking_leaves_a_leaf_and_another_one_takes_its_place(world):
    certificate = issued(world.opened)
    note_printed(actor=CLERK, certificate=certificate)
    with pytest.raises(NotRevoked):
        reissue_certificate(actor=CLERK, certificate=certificate, order=order())
    revoke_certificate(actor=CLERK, certificate=certificate, reason="姓名有误")
    with pytest.raises(NotInForce):
        revoke_certificate(actor=CLERK, certificate=certificate, reason="再次")
    with pytest.raises(NotInForce):
        note_printed(actor=CLERK, certificate=certificate)
    made = reissue_certificate(actor=CLERK, certificate=certificate, order=order(name="柳文兰"))
    with pytest.raises(AlreadyTaken):
        reissue_certificate(actor=CLERK, certificate=certificate, order=order())

    assert certificate.printed == 1
    leaf = json.loads(certificate.leaves.get(kind="revocation").data)
    assert (leaf["kind"], leaf["revokes"], leaf["sha256"]) == ("revocation", certificate.number, certificate.sha256)
    assert "姓名有误" not in str(leaf)
    assert (made.replaces_id, made.sources.get().page) == (certificate.pk, 1)
    assert made.number != certificate.number
