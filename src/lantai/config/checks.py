"""System checks with ids: what must hold before serving. `doctor` prints them, `serve` refuses on errors."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connection

from lantai.base.accounts.access import Role
from lantai.engines.formats.probe import version
from lantai.engines.search.factory import search_index
from lantai.holdings.arrangement.fonds_file_parts import broken_parts
from lantai.holdings.arrangement.scheme_files import broken_schemes, own_scheme_problems
from lantai.holdings.catalogue.applicants import unknown_applicants
from lantai.holdings.catalogue.elements import broken_elements, own_elements_problem
from lantai.holdings.catalogue.record_types import broken_files, own_type_problems
from lantai.holdings.catalogue.regions import regions_problem
from lantai.holdings.checks.items import broken_items
from lantai.holdings.checks.schemes import own_scheme_problems as own_check_scheme_problems
from lantai.holdings.fixity.schedule import schedule_problem
from lantai.holdings.imports.scan_rules import scan_rules_problem
from lantai.holdings.normalisation.policy import policy_problem
from lantai.holdings.printing.printed_forms import own_form_problems
from lantai.holdings.withholding.grounds import grounds_problem
from lantai.services.enquiries.matters import own_matter_problems
from lantai.services.precheck.rules import rules_problem


@register(Tags.files)
def folders_are_writable(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """A file is really written: permission bits lie on network mounts and full disks."""
    found: list[CheckMessage] = []
    for name, folder in (("LANTAI_HOME", settings.HOME), ("work", settings.WORK_FOLDER)):
        try:
            Path(folder).mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder) as stream:
                stream.write(b"\0" * 4096)
                stream.flush()
                os.fsync(stream.fileno())
        except OSError as error:
            hint = "Make room, or give the account that runs Lantai the right to write there."
            found.append(
                Error(f"The {name} folder {folder} cannot be written: {error.strerror}", hint, id="lantai.E001")
            )
    return found


@register(Tags.security)
def debug_is_not_public(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """Tracebacks show records; they stay on this machine."""
    local = {"127.0.0.1", "localhost", "[::1]"}
    if settings.DEBUG and set(settings.ALLOWED_HOSTS) - local:
        return [
            Error("LANTAI_DEBUG is on while LANTAI_HOSTS names public hosts.", "Unset LANTAI_DEBUG.", id="lantai.E002")
        ]
    return []


@register(Tags.security)
def second_factor_roles_are_known(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """A misspelt role would quietly ask nobody for a second factor."""
    known = [role.value for role in Role]
    hint = f"Name some of: {', '.join(known)}."
    return [
        Error(f"LANTAI_SECOND_FACTOR_ROLES names no role: {name}", hint, id="lantai.E013")
        for name in settings.SECOND_FACTOR_ROLES
        if name not in known
    ]


@register(Tags.compatibility)
def tools_are_there(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """Digests of the standards, and the tools without which something is off."""
    found: list[CheckMessage] = []
    if "sm3" not in hashlib.algorithms_available:
        hint = "Use a Python linked to OpenSSL 1.1.1 or later."
        found.append(Warning("This Python has no SM3: only SHA-512 digests are kept.", hint, id="lantai.W003"))
    if version("tesseract") is None:
        hint = "apt-get install tesseract-ocr tesseract-ocr-osd"
        message = "Tesseract is missing: which way up a page stands is guessed where reading leaves a doubt."
        found.append(Warning(message, hint, id="lantai.W004"))
    return found


@register(Tags.database, deploy=False)
def sqlite_writes_ahead(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **_kwargs: Any
) -> list[CheckMessage]:
    """Readers and one writer at once need WAL, which network file systems do not have."""
    if not databases or connection.vendor != "sqlite" or connection.is_in_memory_db():  # type: ignore[attr-defined]
        return []
    with connection.cursor() as cursor:
        mode = cursor.execute("PRAGMA journal_mode").fetchone()[0]
    if mode != "wal":
        hint = "Put LANTAI_HOME on a local disk, or use PostgreSQL through LANTAI_DATABASE_URL."
        return [Error(f"SQLite runs in {mode} mode instead of WAL.", hint, id="lantai.E005")]
    return []


@register(Tags.files)
def index_can_be_searched(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """A missing or damaged index is no reason not to serve: it is said, and reindex mends it."""
    problem = search_index().status().problem
    if problem:
        return [Warning(f"Searching does not work: {problem}", "Run bin/lantai reindex.", id="lantai.W006")]
    return []


@register(Tags.files)
def own_record_types_are_right(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """A wrong file of the archive is left out, and said with its line: the others go on."""
    hint = "Mend the file: docs/running/record-types.md says what it may hold. Until then the type is missing."
    wrong: list[CheckMessage] = [
        Warning(f"Record type {problem.path}, line {problem.line}: {problem.reason}", hint, id="lantai.W007")
        for problem in own_type_problems()
    ]
    slip = "Mend the file: docs/running/record-types.md says which codes there are. Until then that kind may not ask."
    for code, said in unknown_applicants().items():
        text = f"Record type {code}: may_ask names no kind of applicant: {', '.join(said)}"
        wrong.append(Warning(text, slip, id="lantai.W007"))
    return wrong


@register(Tags.files)
def own_printed_forms_are_right(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """A wrong form of the archive is left out, and said with its line: the others print."""
    hint = "Mend the file: docs/running/printed-forms.md says what it may hold. Until then the form is missing."
    return [
        Warning(f"Printed form {problem.path}, line {problem.line}: {problem.reason}", hint, id="lantai.W008")
        for problem in own_form_problems()
    ]


@register(Tags.files)
def fixity_schedule_is_right(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """A wrong schedule of the archive is left out, and said with its line: the shipped one is kept to."""
    problem = schedule_problem()
    hint = "Mend the file: docs/running/fixity.md says what it may hold. Until then the shipped schedule is in force."
    text = f"Schedule of fixity {problem.path}, line {problem.line}: {problem.reason}" if problem else ""
    return [Warning(text, hint, id="lantai.W012")] if problem else []


@register(Tags.files)
def scan_rules_are_right(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """Wrong rules of the archive are left out, and said with their line: scans are asked what the shipped ones say."""
    problem = scan_rules_problem()
    hint = "Mend the file: docs/running/scans.md says what it may hold. Until then the shipped rules are in force."
    text = f"Rules of scans {problem.path}, line {problem.line}: {problem.reason}" if problem else ""
    return [Warning(text, hint, id="lantai.W023")] if problem else []


@register(Tags.files)
def format_policy_is_right(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """A wrong policy of the archive is left out, and said with its line: the shipped one is in force."""
    problem = policy_problem()
    hint = "Mend the file: docs/running/formats.md says what it may hold. Until then the shipped policy is in force."
    text = f"Policy of formats {problem.path}, line {problem.line}: {problem.reason}" if problem else ""
    return [Warning(text, hint, id="lantai.W013")] if problem else []


@register(Tags.files)
def precheck_rules_are_right(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """Wrong rules of the archive are left out, and said with their line: the shipped ones are in force."""
    problem = rules_problem()
    hint = "Mend the file: docs/using/precheck.md says what it may hold. Until then the shipped rules are in force."
    text = f"Rules of the precheck {problem.path}, line {problem.line}: {problem.reason}" if problem else ""
    return [Warning(text, hint, id="lantai.W015")] if problem else []


@register(Tags.files)
def grounds_are_right(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """Wrong grounds of the archive are left out, and said with their line: the shipped ones are in force."""
    problem = grounds_problem()
    hint = "Mend the file: docs/using/opening.md says what it may hold. Until then the shipped grounds are in force."
    text = f"Grounds {problem.path}, line {problem.line}: {problem.reason}" if problem else ""
    return [Warning(text, hint, id="lantai.W021")] if problem else []


@register(Tags.files)
def check_schemes_are_right(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """The list of items keeps its schema; a scheme of the archive's own that is wrong is left out, and told."""
    hint = "Mend the file: docs/running/check-schemes.md says what it may hold. Until then the scheme is missing."
    broken = [Error(problem, "Restore the file from the release.", id="lantai.E011") for problem in broken_items()]
    return broken + [
        Warning(f"Check scheme {problem.path}, line {problem.line}: {problem.reason}", hint, id="lantai.W011")
        for problem in own_check_scheme_problems()
    ]


@register(Tags.files)
def record_types_keep_their_schema(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """A type with a misspelt entry would quietly describe nothing."""
    hint = "Restore the file from the release."
    return [Error(problem, hint, id="lantai.E007") for problem in broken_files()]


@register(Tags.files)
def elements_of_description_are_right(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """The archive's own edition is left out when it is wrong; a shipped one that is wrong stops the start."""
    found: list[CheckMessage] = [
        Error(p, "Restore the file from the release.", id="lantai.E009") for p in broken_elements()
    ]
    if (own := own_elements_problem()) is not None:
        hint = "Mend the file; until then the shipped elements of DA/T 18-2022 are in force."
        found.append(Warning(f"Elements {own.path}, line {own.line}: {own.reason}", hint, id="lantai.W009"))
    return found


@register(Tags.files)
def table_of_regions_is_right(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """The archive's own table of county codes, when it has one."""
    hint = "Mend the file and look with `lantai regions FILE`: docs/using/import.md says what it holds."
    return [Warning(problem, hint, id="lantai.W022")] if (problem := regions_problem()) else []


@register(Tags.files)
def code_schemes_are_right(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """A wrong scheme of the archive is left out, and said with its line; a wrong shipped one stops the start."""
    found: list[CheckMessage] = [
        Error(p, "Restore the file from the release.", id="lantai.E010") for p in [*broken_schemes(), *broken_parts()]
    ]
    hint = "Mend the file: docs/using/arrange.md says what it may hold. Until then no code is built by it."
    return found + [
        Warning(f"Code scheme {problem.path}, line {problem.line}: {problem.reason}", hint, id="lantai.W010")
        for problem in own_scheme_problems()
    ]


@register(Tags.files)
def own_matters_are_right(app_configs: Sequence[AppConfig] | None, **_kwargs: Any) -> list[CheckMessage]:
    """A wrong file of the archive is left out, and said with its line: people still find the shipped matters."""
    hint = "Mend the file: docs/using/matters.md says what it may hold. Until then its matters are missing."
    return [
        Warning(f"Matters {problem.path}, line {problem.line}: {problem.reason}", hint, id="lantai.W017")
        for problem in own_matter_problems()
    ]
