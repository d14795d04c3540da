"""The demonstration's certificates: a seal, a copy, an answer that nothing was found, and one that was revoked."""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from lantai.base.accounts.access import OPERATOR, Actor, Role, actor_of
from lantai.base.accounts.models import Institution, User
from lantai.holdings.catalogue.bindings import Deed, obstacles
from lantai.holdings.catalogue.models import OpeningState, Record
from lantai.holdings.fulltext.models import Page
from lantai.services.certificates import actions as certifying
from lantai.services.certificates.actions import Chosen, Order, Searched
from lantai.services.certificates.models import Certificate, Seal

PEOPLE = (("counter", "窗口员 杜", Role.DESK_OFFICER), ("security", "安全保密员 简", Role.SECURITY_OFFICER))
"""Who issues certificates and who keeps the seals: name, name as shown, role."""
APPROVER = "desk"
SEAL = "档案证明专用章"
LOOKED_AT = 40


def certify(archive: Institution) -> None:
    """What a run before has made is left as it is; nothing is made where no opened record has pages."""
    if Certificate.objects.filter(institution=archive).exists():
        return
    record = _record(archive)
    if record is None:
        return
    counter, seal = _by("counter"), _seal(archive)
    chosen = [Chosen(record, [1])]
    copy = Order("柳文澜", purpose="编写单位史", seal=seal)
    _done(certifying.issue_copy(actor=counter, order=copy, chosen=chosen))
    wrong = _done(certifying.issue_copy(actor=counter, order=Order("云望抒", seal=seal), chosen=chosen))
    certifying.revoke_certificate(actor=_by(APPROVER), certificate=wrong, reason="查询人姓名有误")
    again = Order("云望舒", seal=seal)
    _done(certifying.reissue_certificate(actor=counter, certificate=wrong, order=again))
    searched = Searched("本馆馆藏婚姻登记档案（1980—2000年）", "石望川、柳映川", "1986—1988", "一九八七年第三卷缺失")
    nothing = Order("石望川", purpose="补领结婚证", seal=seal)
    _done(certifying.issue_not_found(actor=counter, order=nothing, institution=archive, searched=searched))


def _done(certificate: Certificate) -> Certificate:
    """Drawn up here and now; a worker that is given it later finds it done."""
    return certifying.complete_certificate(actor=OPERATOR, certificate=certificate)


def _by(username: str) -> Actor:
    return actor_of(User.objects.get(username=username))


def _seal(archive: Institution) -> Seal:
    from demo.seal import seal_png  # like the generator: serving never needs it

    known = Seal.objects.in_use().filter(institution=archive).first()
    return known or certifying.keep_seal(
        actor=OPERATOR, institution=archive, name=SEAL, picture=seal_png(archive.name, SEAL), users=["counter"]
    )


def _record(archive: Institution) -> Record | None:
    """The first opened one with an image that nobody has bound."""
    pages = Page.objects.filter(record=OuterRef("pk"), width__gt=0)
    rows = Record.objects.filter(Exists(pages), institution=archive, opening_state=OpeningState.OPEN)
    for record in rows.select_related("fonds__institution").order_by("pk")[:LOOKED_AT]:
        if not obstacles([record.pk], Deed.COPY):
            return record
    return None
