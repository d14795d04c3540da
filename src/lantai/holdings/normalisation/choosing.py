"""Which files a run converts: those the policy wants copies of, somebody here can make, and that have none yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from lantai.engines.formats.converting.converters import Converter, Profile
from lantai.holdings.normalisation.models import Derivative, FormatTally, NormalisationFinding, NormalisationRun
from lantai.holdings.normalisation.policy import FormatRule, Policy, ready_converter
from lantai.holdings.preservation.models import StoredFile


@dataclass(frozen=True, slots=True)
class Cell:
    """The files of one format in one institution, as they are counted, with the rule for them."""

    institution: str
    puid: str
    kind: str
    files: int
    bytes: int
    derivatives: int
    rule: FormatRule

    @property
    def converter(self) -> Converter | None:
        return self.rule.converter(self.kind)

    @property
    def is_ready(self) -> bool:
        return ready_converter(self.rule, self.kind) is not None

    @property
    def waiting(self) -> int:
        """Files a copy is wanted of that have none."""
        return max(0, self.files - self.derivatives) if self.rule.profile else 0


def cells_of(codes: Iterable[str], policy: Policy) -> list[Cell]:
    """The register of these institutions: one query over kept counts, however many files there are."""
    names = ("institution", "puid", "kind")
    rows = FormatTally.objects.filter(institution__in=list(codes)).order_by(*names).values_list(*names)
    counted = rows.annotate(f=Sum("files"), b=Sum("bytes"), d=Sum("derivatives"))
    return [
        Cell(code, puid, kind, files, size, copies, policy.rule_for(puid, kind))
        for code, puid, kind, files, size, copies in counted
        if files > 0
    ]


def missing_tools(cells: Sequence[Cell]) -> list[Converter]:
    """Programs without which files wait for copies."""
    wanted = {each.program: each for cell in cells if cell.waiting and (each := cell.converter) is not None}
    return [each for each in wanted.values() if not any(c.is_ready for c in cells if c.converter is each)]


def candidates(run: NormalisationRun, policy: Policy) -> QuerySet[StoredFile]:
    """The files left of a run behind its cursor, in the order of their rows."""
    files = StoredFile.objects.filter(stored__record__institution__code=run.institution, pk__gt=run.cursor)
    if run.fonds_id:
        files = files.filter(stored__record__fonds=run.fonds_id)
    if not run.again:
        files = files.exclude(Exists(NormalisationFinding.objects.filter(file=OuterRef("pk"))))
    return files.filter(_wanted(cells_of([run.institution], policy))).order_by("pk")


def _wanted(cells: Sequence[Cell]) -> Q:
    by_profile: dict[Profile, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for cell in cells:
        if cell.rule.profile and cell.is_ready:
            by_profile[cell.rule.profile][cell.kind].append(cell.puid)
    wanted = Q(pk__in=[])
    for profile, kinds in by_profile.items():
        formats = Q(pk__in=[])
        for kind, puids in kinds.items():
            formats |= Q(kind=kind, puid__in=puids)
        has_copy = Derivative.objects.filter(file=OuterRef("pk"), profile=profile)
        wanted |= formats & ~Q(Exists(has_copy))
    return wanted
