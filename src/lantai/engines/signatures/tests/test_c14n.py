"""The streamed canonical form is that of lxml, byte for byte, on documents made for the purpose."""

from __future__ import annotations

from xml.parsers import expat

import pytest
from hypothesis import given, settings, strategies as st
from lxml import etree

from lantai.engines.signatures.c14n import Canonicaliser, Surroundings, UndeclaredPrefix, canonical


def streamed(xml: str, *, exclusive: bool, apex: str) -> bytes:
    """The canonical form of the first element named `apex`, by way of a parser's events."""
    out = bytearray()
    writer: Canonicaliser | None = None
    depth, around = 0, [Surroundings()]

    def start(name, flat):
        nonlocal writer, depth
        attributes = list(zip(flat[::2], flat[1::2], strict=True))
        if writer is None and not out and name == apex:
            writer, depth = Canonicaliser(out.extend, exclusive=exclusive, around=around[-1]), 0
        around.append(around[-1].within(attributes))
        if writer:
            depth += 1
            writer.start(name, attributes)

    def end(name):
        nonlocal writer, depth
        around.pop()
        if writer:
            writer.end(name)
            depth -= 1
            writer = writer if depth else None

    parser = expat.ParserCreate()
    parser.ordered_attributes = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = lambda data: writer and writer.text(data)
    parser.ProcessingInstructionHandler = lambda target, data: writer and writer.instruction(target, data)
    parser.Parse(xml.encode(), True)
    return bytes(out)


def inside(xml: str) -> bytes:
    """The exclusive form of the first `apex` by lxml."""
    found = etree.fromstring(xml.encode()).xpath("(//*[name()='apex'])[1]")[0]
    found.tail = None
    return etree.tostring(found, method="c14n", exclusive=True, with_comments=False)


PREFIXES = ["", "a", "b"]
URIS = ["urn:1", "urn:2"]
texts = st.text(alphabet="档案ab <>&\"'\r\n\t", max_size=6)


def quoted(text: str) -> str:
    for mark, reference in (
        ("&", "&amp;"),
        ("<", "&lt;"),
        (">", "&gt;"),
        ('"', "&quot;"),
        ("\r", "&#13;"),
        ("\n", "&#10;"),
        ("\t", "&#9;"),
    ):
        text = text.replace(mark, reference)
    return text


@st.composite
def elements(draw, depth=0, scope=("xml",)):
    """One element as text. `scope`: the prefixes declared around it."""
    declared = draw(st.lists(st.sampled_from(PREFIXES), unique=True, max_size=3))
    known = [*scope, *[prefix for prefix in declared if prefix]]
    usable = [prefix for prefix in known if prefix != "xml"]
    prefix = draw(st.sampled_from(["", *usable]))
    local = draw(st.sampled_from(["文件", "x", "y"])) if depth != 1 else "apex"
    name = f"{prefix}:{local}" if prefix and local != "apex" else local
    parts = [
        f' xmlns{":" + each if each else ""}="{draw(st.sampled_from(URIS if each else [*URIS, ""]))}"'
        for each in declared
    ]
    own = draw(st.lists(st.sampled_from(["eep版本", "ID", "xml:lang", "xml:space"]), unique=True, max_size=3))
    own += (
        [f"{each}:k{number}" for number, each in enumerate(draw(st.lists(st.sampled_from(usable), max_size=2)))]
        if usable
        else []
    )
    parts += [f' {each}="{quoted(draw(texts))}"' for each in own]
    inside = [
        draw(st.one_of(texts.map(quoted), st.just("<![CDATA[<档>&]]>"), st.just("<?p  d ?>"), st.just("<!-- c -->")))
    ]
    if depth < 3:
        count = draw(st.integers(min_value=1 if depth == 0 else 0, max_value=2))
        inside += [draw(elements(depth=depth + 1, scope=tuple(known))) for _ in range(count)]
    return f"<{name}{''.join(draw(st.permutations(parts)))}>{''.join(inside)}</{name}>"


@given(elements())
@settings(max_examples=60, deadline=None)
def test_it_is_equal_to_lxml(xml):
    root = xml[1:].split(" ")[0].split(">")[0]

    for exclusive in (True, False):
        assert streamed(xml, exclusive=exclusive, apex=root) == canonical(xml.encode(), exclusive=exclusive)
    assert streamed(xml, exclusive=True, apex="apex") == inside(xml)


def test_the_inclusive_form_inherits_attributes_of_xml():
    xml = '<r xml:lang="zh" xml:space="preserve" xmlns:b="urn:2"><apex xml:lang="en"/></r>'  # lxml leaves them out

    assert streamed(xml, exclusive=True, apex="apex") == b'<apex xml:lang="en"></apex>'
    assert streamed(xml, exclusive=False, apex="apex") == (
        b'<apex xmlns:b="urn:2" xml:lang="en" xml:space="preserve"></apex>'
    )


def test_it_refuses_a_prefix_that_nothing_declares():
    with pytest.raises(UndeclaredPrefix):
        streamed("<a:apex/>", exclusive=True, apex="a:apex")
