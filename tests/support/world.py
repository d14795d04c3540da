"""One small archive for tests that need people and records: an institution, a cast, a fonds, two records."""

from __future__ import annotations

from dataclasses import dataclass, field

from lantai.base.accounts.access import OPERATOR, Role
from lantai.base.accounts.actions import add_user, found_institution, grant_role
from lantai.base.accounts.models import Institution, User
from lantai.base.common.ids import new_ulid
from lantai.holdings.catalogue.actions import Description, describe_records, found_fonds, set_opening_state
from lantai.holdings.catalogue.models import Fonds, Record

PASSWORD = "correct-horse-兰台"


@dataclass
class World:
    """What a test may name. `people` maps a role's name to its user; the outsider is an archivist somewhere else."""

    institution: Institution
    fonds: Fonds
    opened: Record
    unopened: Record
    people: dict[str, User] = field(default_factory=dict)


def build_world() -> World:
    """Make the archive through the same acts as everybody."""
    home = found_institution(actor=OPERATOR, code="LT01", name="云溪区档案馆")
    elsewhere = found_institution(actor=OPERATOR, code="LT02", name="别处档案馆")
    fonds = found_fonds(actor=OPERATOR, institution=home, code="0001", title="云溪区人民政府办公室")
    opened, unopened = describe_records(
        actor=OPERATOR,
        fonds=fonds,
        descriptions=[
            (new_ulid(), Description("0001-WS·1978-Y-001", "关于春耕生产的通知", year=1978)),
            (new_ulid(), Description("0001-WS·1979-Y-002", "关于干部任免的决定", year=1979)),
        ],
    )
    set_opening_state(actor=OPERATOR, record=opened, state="open", reason="tests")
    people = {role.value: add_person(role.value, home, role) for role in Role}
    people["outsider"] = add_person("outsider", elsewhere, Role.ARCHIVIST)
    return World(home, fonds, opened, unopened, people)


def add_person(name: str, institution: Institution, role: Role) -> User:
    user = add_user(actor=OPERATOR, username=name, password=PASSWORD)
    grant_role(actor=OPERATOR, user=user, institution=institution, role=role)
    return user
