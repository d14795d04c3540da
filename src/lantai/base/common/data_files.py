"""Rules kept as YAML with a schema: read with the line of each mistake, so that who writes one can mend it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""A safe one, in C where there is one: a server that starts reads all these files, a second and a half in Python."""


class BadDataFile(ValueError):
    """A file that breaks its schema: where, and why."""

    def __init__(self, path: Path, line: int, reason: str) -> None:
        super().__init__(f"{path.name}, line {line}: {reason}")
        self.path, self.line, self.reason = path, line, reason


def read_data_file(path: Path, schema: Mapping[str, Any]) -> dict[str, Any]:
    """The content of one file that fits the schema. Raises `BadDataFile`."""
    import jsonschema  # takes longer to load than the files to read, and only files of the archive are checked at start

    try:
        text = path.read_text(encoding="utf-8")
        node, data = _parsed(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BadDataFile(path, line, error.problem or "no YAML") from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadDataFile(path, 1, str(error)) from error
    wrong = jsonschema.exceptions.best_match(jsonschema.Draft202012Validator(schema).iter_errors(data))
    if wrong is not None:
        raise BadDataFile(path, _line(node, list(wrong.absolute_path)), wrong.message)
    return dict(data)


def _parsed(text: str) -> tuple[Any, Any]:
    """The nodes, which know their lines, and the data made of them: read once."""
    loader = _LOADER(text)
    try:
        node = loader.get_single_node()
        return node, loader.construct_document(node) if node is not None else None
    finally:
        loader.dispose()


def _line(node: Any, path: list[str | int]) -> int:
    """Where the value at this path begins."""
    for step in path:
        if isinstance(node, yaml.MappingNode):
            node = next((value for key, value in node.value if key.value == str(step)), node)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            node = node.value[step]
    return int(node.start_mark.line) + 1 if node is not None else 1


def problem_in(schema: dict[str, Any], shipped: Path, own: Path) -> BadDataFile | None:
    """What is wrong with the shipped file or, where there is one, the archive's own; None when both can be read."""
    for path in [shipped, *([own] if own.exists() else [])]:
        try:
            read_data_file(path, schema)
        except BadDataFile as problem:
            return problem
    return None
