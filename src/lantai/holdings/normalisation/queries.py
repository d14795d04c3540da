"""What is asked of normalisation: the register of formats, runs, findings, and copies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lantai.base.accounts.access import Actor, Right, Scope
from lantai.base.accounts.models import Institution
from lantai.base.common.keyset import Sheet, Total, sheet_of, total_of
from lantai.engines.formats.converting.converters import CONVERTERS, Converter, Profile
from lantai.engines.formats.probe import version
from lantai.holdings.catalogue.models import Fonds
from lantai.holdings.catalogue.queries import of_visible
from lantai.holdings.fulltext.pages import is_given_out
from lantai.holdings.fulltext.served import ServedFile
from lantai.holdings.normalisation.choosing import Cell, cells_of, missing_tools
from lantai.holdings.normalisation.models import (
    UNFINISHED,
    Derivative,
    FormatTally,
    NormalisationFinding,
    NormalisationRun,
)
from lantai.holdings.normalisation.policy import Policy, Risk, current_policy

SHEET = 50
SHOWN_RUNS = 10
_ORDER = list(Risk)


@dataclass(frozen=True, slots=True)
class ConverterView:
    """One place where a converter is or could be; `version` empty: not installed; `program` empty: there is none."""

    profile: str
    name: str
    program: str
    version: str
    install: str
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RiskSum:
    """All files of one risk."""

    risk: Risk
    files: int


@dataclass(frozen=True, slots=True)
class FormatPage:
    """The register of the institutions this person looks after."""

    cells: Sequence[Cell]
    sums: Sequence[RiskSum]
    waiting: int
    waiting_for_tools: Sequence[Converter]
    converters: Sequence[ConverterView]
    policy: Policy
    institutions: Sequence[Institution]
    fonds: Sequence[Fonds]
    runs: Sequence[NormalisationRun]
    running: bool


@dataclass(frozen=True, slots=True)
class FindingView:
    """One finding as this reader may see it: `name`, `code` and `ulid` are empty when the record is not theirs."""

    finding: NormalisationFinding
    name: str
    code: str
    ulid: str


@dataclass(frozen=True, slots=True)
class RunPage:
    """One run with what stood in the way."""

    run: NormalisationRun
    findings: Sequence[FindingView]
    sheet: Sheet[NormalisationFinding]
    may_pause: bool
    may_go_on: bool


def codes_of(actor: Actor) -> list[str]:
    """The institutions whose storage this person looks after."""
    return sorted(actor.institutions_with(Right.MANAGE_JOBS) - {"*"})


def format_page(actor: Actor) -> FormatPage:
    """The same number of queries for any number of files: everything is counted already."""
    codes, policy = codes_of(actor), current_policy()
    cells = sorted(
        cells_of(codes, policy), key=lambda cell: (cell.institution, _ORDER.index(cell.rule.risk), -cell.files)
    )
    runs = list(NormalisationRun.objects.filter(institution__in=codes).select_related("fonds")[:SHOWN_RUNS])
    return FormatPage(
        cells=cells,
        sums=[RiskSum(risk, sum(cell.files for cell in cells if cell.rule.risk == risk)) for risk in Risk],
        waiting=sum(cell.waiting for cell in cells if cell.is_ready),
        waiting_for_tools=missing_tools(cells),
        converters=converters(),
        policy=policy,
        institutions=list(Institution.objects.filter(code__in=codes).order_by("code")),
        fonds=list(Fonds.objects.filter(institution__code__in=codes).select_related("institution").order_by("code")),
        runs=runs,
        running=any(run.state in (NormalisationRun.State.WAITING, NormalisationRun.State.RUNNING) for run in runs),
    )


def converters() -> list[ConverterView]:
    """Every format for keeping with who writes it here; one nobody writes is in the list too."""
    found = [
        ConverterView(
            each.profile,
            each.name,
            each.program,
            version(each.program) or "",
            each.install,
            tuple(sorted(each.kinds)),
        )
        for each in CONVERTERS
    ]
    written = {each.profile for each in CONVERTERS}
    return found + [ConverterView(each, "", "", "", "", ()) for each in Profile if each not in written]


def run_at(ulid: str, actor: Actor) -> NormalisationRun | None:
    """A run of one of the person's institutions."""
    rows = NormalisationRun.objects.filter(ulid=ulid, institution__in=codes_of(actor))
    return rows.select_related("fonds").first()


def unfinished_run(institution: str) -> NormalisationRun | None:
    """The run a command goes on with: one that was killed, stopped or waits. A paused one waits for its person."""
    states = (*UNFINISHED, NormalisationRun.State.STOPPED)
    run = NormalisationRun.objects.filter(institution=institution).first()
    return run if run is not None and run.state in states else None


def run_page(run: NormalisationRun, actor: Actor, *, place: str) -> RunPage:
    rows = NormalisationFinding.objects.filter(run=run)
    related = rows.select_related("file__stored__record")
    sheet = sheet_of(related, by=("pk",), place=place, size=SHEET, total=_total(run))
    scope = actor.scope()
    state = NormalisationRun.State
    return RunPage(
        run,
        [_finding_view(each, scope) for each in sheet.items],
        sheet,
        may_pause=run.state in (state.WAITING, state.RUNNING),
        may_go_on=run.state in (state.PAUSED, state.STOPPED),
    )


def _total(run: NormalisationRun) -> Total:
    return total_of(NormalisationFinding.objects.filter(run=run))


def _finding_view(finding: NormalisationFinding, scope: Scope) -> FindingView:
    """Names of files tell what records hold: only to who may read the record."""
    record = finding.file.stored.record
    if not scope.covers(state=record.opening_state, institution=record.institution_id):
        return FindingView(finding, "", "", "")
    return FindingView(finding, finding.file.original_name, record.code, record.ulid)


def derivatives_of(files: Iterable[int]) -> dict[int, list[Derivative]]:
    """The copies of these files, by file: one query."""
    found: dict[int, list[Derivative]] = {}
    for row in Derivative.objects.filter(file__in=list(files)).order_by("pk"):
        found.setdefault(row.file_id, []).append(row)
    return found


def served_derivative(ulid: str, scope: Scope) -> ServedFile | None:
    """A copy this reader may have: whoever may read the record."""
    rows = Derivative.objects.filter(of_visible(scope, record="file__stored__record"), ulid=ulid)
    row = rows.select_related("file__stored__record").first()
    if row is None or not is_given_out(row.file, scope):
        return None
    stored = row.file.stored
    name = row.name.replace("\\", "/").rpartition("/")[2]
    return ServedFile(name, row.mime, row.size, row.sha512, stored.object_id, row.logical_path, stored.record.is_open)


def institutions_with_files() -> list[str]:
    """Codes of the institutions that hold files: for the command, which works on all."""
    return list(FormatTally.objects.values_list("institution", flat=True).distinct().order_by("institution"))


def subject_of_run(actor: Actor, *, institution: str, fonds: str) -> tuple[Institution, Fonds | None] | None:
    """Whose files are to be converted: one of the person's institutions, or one of its fonds; None: neither."""
    codes = codes_of(actor)
    if fonds:
        found = Fonds.objects.filter(ulid=fonds, institution__code__in=codes).select_related("institution").first()
        return (found.institution, found) if found else None
    code = institution or (codes[0] if len(codes) == 1 else "")
    owner = Institution.objects.filter(code=code).first() if code in codes else None
    return (owner, None) if owner else None
