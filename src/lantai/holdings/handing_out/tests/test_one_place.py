"""Writers of forms get what is given, and have no way round it: a new form cannot forget what is withheld."""

import ast
from pathlib import Path

import pytest

from lantai.holdings.handing_out import writers

WRITERS = sorted(path for path in Path(writers.__file__).parent.glob("*.py") if path.stem != "__init__")
BEHIND = (
    "lantai.engines.storage", "lantai.holdings.fulltext", "lantai.holdings.preservation.models",
    "lantai.holdings.preservation.ocfl", "lantai.holdings.withholding",
)  # fmt: skip
"""Where files, pages and what is withheld of them come from: `giving` and `sheets` ask there, and nobody else."""


@pytest.mark.parametrize("path", WRITERS, ids=lambda path: path.stem)
def test_no_writer_asks_for_files_or_pages_itself(path):
    imported = {
        node.module or "" for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.ImportFrom)
    }

    assert [name for name in imported if name.startswith(BEHIND)] == []


def test_every_form_is_looked_at():
    assert len(WRITERS) >= 6
