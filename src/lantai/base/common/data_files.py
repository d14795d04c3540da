"""Rules kept as YAML with a schema: read with the line of each mistake, so that who writes one can mend it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""A safe one, in C where there is one: a server that starts reads all these files, a second and a half in Python."""


_NO_YAML = {
    "mapping values are not allowed": "a colon inside a text: put the text in quotes",
    "cannot start any token": "a tab, or a sign like @ or % at the beginning of a text: use blanks, or quotes",
    "expected ',' or ']'": "a [ that is not closed, or a comma that is missing",
    "expected node content": "a [ that is not closed, or a comma that is missing",
    "expected ',' or '}'": "a { that is not closed, or a comma that is missing",
    "could not find expected ':'": "a name without a colon behind it",
    "found unexpected end of stream": "quotes that are not closed",
    "expected <block end>": "a line that is not indented as those it belongs to",
    "did not find expected key": "a line that is not indented as those it belongs to",
}
"""What the reader of YAML complains of, in the words of who wrote the file."""
_KINDS = {
    "string": "a text", "integer": "a whole number", "number": "a number", "boolean": "true or false",
    "object": "a group of names with values", "array": "a list",
}  # fmt: skip


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
        raise BadDataFile(path, line, _no_yaml(error.problem or "no YAML")) from error
    except UnicodeDecodeError as error:
        raise BadDataFile(path, 1, "not written in UTF-8: save it anew in this encoding") from error
    except (OSError, yaml.YAMLError) as error:
        raise BadDataFile(path, 1, str(error)) from error
    if (double := next(_twice(node), None)) is not None:
        line, name = double
        raise BadDataFile(path, line, f"“{name}” stands here twice; only one of them would be read")
    wrong = jsonschema.exceptions.best_match(jsonschema.Draft202012Validator(schema).iter_errors(data))
    if wrong is not None:
        strangers = _strangers(wrong)
        raise BadDataFile(path, _line(node, [*wrong.absolute_path, *strangers[:1]]), _in_words(wrong, strangers))
    return dict(data)


def shipped_data(path: Path) -> dict[str, Any]:
    """The content of a file that comes with the program, for what starts often: tests hold it to its schema, and to
    load what judges schemas takes longer than to start the rest.
    """
    return dict(_parsed(path.read_text(encoding="utf-8"))[1])


def _no_yaml(problem: str) -> str:
    said = next((words for part, words in _NO_YAML.items() if part in problem), "")
    return f"{said} ({problem})" if said else problem


def _twice(node: Any) -> Iterator[tuple[int, str]]:
    """Names that stand twice in one group, with their lines: YAML takes the last one and says nothing."""
    if isinstance(node, yaml.SequenceNode):
        for each in node.value:
            yield from _twice(each)
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if str(key.value) in seen:
                yield int(key.start_mark.line) + 1, str(key.value)
            seen.add(str(key.value))
            yield from _twice(value)


def _strangers(wrong: Any) -> list[str]:
    """Names the schema does not know at this place."""
    if wrong.validator != "additionalProperties" or wrong.validator_value is not False:
        return []
    return [str(name) for name in wrong.instance if name not in wrong.schema.get("properties", {})]


def _in_words(wrong: Any, strangers: Sequence[str]) -> str:
    """What breaks the schema, as somebody says it who never saw one."""
    name = next((f"“{step}”" for step in reversed(wrong.absolute_path) if isinstance(step, str)), "the file")
    match wrong.validator:
        case "additionalProperties" if strangers and "patternProperties" not in wrong.schema:
            return f"“{strangers[0]}” is not known here, only: {', '.join(wrong.schema.get('properties', {}))}"
        case "required":
            return f"“{next(each for each in wrong.validator_value if each not in wrong.instance)}” is missing"
        case "type" if wrong.validator_value in _KINDS:
            return f"{name} must be {_KINDS[wrong.validator_value]}"
        case "enum":
            return f"“{wrong.instance}” is not one of: {', '.join(map(str, wrong.validator_value))}"
        case "pattern" if "description" in wrong.schema:
            return f"“{wrong.instance}” is not {wrong.schema['description']}"
        case "uniqueItems":
            return f"{name} says something twice"
        case "minLength" | "minItems" | "minProperties" if not wrong.instance:
            return f"{name} is empty"
    return str(wrong.message)


def _parsed(text: str) -> tuple[Any, Any]:
    """The nodes, which know their lines, and the data made of them: read once."""
    loader = _LOADER(text)
    try:
        node = loader.get_single_node()
        return node, loader.construct_document(node) if node is not None else None
    finally:
        loader.dispose()


def _line(node: Any, path: list[str | int]) -> int:
    """Where what is at this path begins: with its name, where it has one."""
    at = node
    for step in path:
        if isinstance(node, yaml.MappingNode):
            at, node = next(((key, value) for key, value in node.value if key.value == str(step)), (at, node))
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            at = node = node.value[step]
    return int(at.start_mark.line) + 1 if at is not None else 1


def problem_in(schema: dict[str, Any], shipped: Path, own: Path) -> BadDataFile | None:
    """What is wrong with the shipped file or, where there is one, the archive's own; None when both can be read."""
    for path in [shipped, *([own] if own.exists() else [])]:
        try:
            read_data_file(path, schema)
        except BadDataFile as problem:
            return problem
    return None
