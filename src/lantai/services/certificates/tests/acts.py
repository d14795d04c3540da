"""Examples of the acts of this app: see tests/architecture/acts.py."""

from __future__ import annotations

from lantai.base.accounts.access import actor_of
from lantai.base.limits.tries import Tries
from lantai.services.certificates.actions import (
    Chosen,
    Searched,
    complete_certificate,
    count_file,
    issue_copy,
    issue_not_found,
    issue_statement,
    keep_seal,
    name_users,
    note_printed,
    reissue_certificate,
    retire_seal,
    retry_certificate,
    revoke_certificate,
    verify_number,
    void_certificate,
)
from lantai.services.certificates.keyring import prepare_keys
from lantai.services.certificates.models import Certificate, Seal
from lantai.services.certificates.tests.factories import CLERK, begun, failed, issued, order, png, sealed
from tests.architecture.acts import Call, example
from tests.support.world import World

ANYBODY = "anybody may ask what a certificate is worth"


def a_begun(world: World) -> Certificate:
    """One that waits to be drawn up; made when it is first asked for."""
    known = Certificate.objects.begun().filter(institution=world.institution).first()
    return known or begun(world.opened)


def a_seal(world: World) -> Seal:
    return Seal.objects.in_use().filter(institution=world.institution).first() or sealed(world.opened)


@example(issue_copy)
def _copy(world: World) -> Call:
    return lambda actor: issue_copy(actor=actor, order=order(), chosen=[Chosen(world.opened, [1])])


@example(issue_statement)
def _statement(world: World) -> Call:
    chosen = [Chosen(world.opened, [1])]
    return lambda actor: issue_statement(actor=actor, order=order(), chosen=chosen, text="关于春耕生产的通知")


@example(issue_not_found)
def _not_found(world: World) -> Call:
    searched = Searched("本馆馆藏婚姻登记档案", "柳文澜", "1975-1979")
    return lambda actor: issue_not_found(actor=actor, order=order(), institution=world.institution, searched=searched)


@example(complete_certificate)
def _complete(world: World) -> Call:
    prepare_keys()
    asked, pages = order(seal=sealed(world.opened)), [Chosen(world.opened, [1])]
    certificate = issue_copy(actor=actor_of(world.people["desk_officer"]), order=asked, chosen=pages)
    return lambda actor: complete_certificate(actor=actor, certificate=certificate)


@example(retry_certificate)
def _retry(world: World) -> Call:
    certificate = begun(world.opened)
    return lambda actor: retry_certificate(actor=actor, certificate=certificate)


@example(void_certificate)
def _void(world: World) -> Call:
    certificate = failed(begun(world.opened))
    return lambda actor: void_certificate(actor=actor, certificate=certificate, reason="页面图像损坏")


@example(revoke_certificate)
def _revoke(world: World) -> Call:
    certificate = issued(world.opened)
    return lambda actor: revoke_certificate(actor=actor, certificate=certificate, reason="姓名有误")


@example(reissue_certificate)
def _reissue(world: World) -> Call:
    certificate = revoke_certificate(actor=CLERK, certificate=issued(world.opened), reason="姓名有误")
    return lambda actor: reissue_certificate(actor=actor, certificate=certificate, order=order())


@example(note_printed)
def _print(world: World) -> Call:
    certificate = issued(world.opened)
    return lambda actor: note_printed(actor=actor, certificate=certificate)


@example(verify_number, unasked=ANYBODY)
def _verify(world: World) -> Call:
    number = begun(world.opened).number
    return lambda actor: verify_number(actor=actor, number=number, code="X" * 12, sender="x", tries=Tries(100, 15))


@example(count_file, unasked=ANYBODY, events=0, because="looking at a file somebody holds changes nothing")
def _file(world: World) -> Call:
    return lambda actor: count_file(actor=actor, sender="x", tries=Tries(100, 15))


@example(keep_seal)
def _keep(world: World) -> Call:
    return lambda actor: keep_seal(
        actor=actor, institution=world.institution, name="档案证明专用章", picture=png(), users=["desk_officer"]
    )


@example(name_users)
def _name(world: World) -> Call:
    seal = sealed(world.opened)
    return lambda actor: name_users(actor=actor, seal=seal, users=["desk_officer", "archivist"])


@example(retire_seal)
def _retire(world: World) -> Call:
    seal = sealed(world.opened)
    return lambda actor: retire_seal(actor=actor, seal=seal, reason="印章更换")
