"""From facts to suggestions: what rules say, what they can never say, and what files of rules may hold."""

import dataclasses
import datetime as dt

import pytest

from lantai.holdings.catalogue.secrecy import is_internal, is_secret
from lantai.services.precheck.facts import Facts, Noticed, Persons
from lantai.services.precheck.learned import NEVER, Figures, Measured, Model
from lantai.services.precheck.rules import current_rules, rules_problem
from lantai.services.precheck.suggesting import suggest

TODAY = dt.date(2026, 11, 29)
PLAIN = Facts(
    1, "关于水渠修缮的批复", 1987, "document", "ordinary", "Y", "item", is_secret=False, is_internal=False, pages=3
)
NOTHING = Measured(None, None, 0, 0, 0)
EAGER = Model(
    "LT01", "v", "2026-11-29", 200, 40, "time", "r", "h", {}, 9.0, 0.5, NEVER, Figures(*[NOTHING] * 4), is_in_force=True
)
"""A model that would open everything."""


def said(model=None, **facts):
    return suggest(dataclasses.replace(PLAIN, **facts), current_rules(), model=model, today=TODAY)


def rules_of(suggested):
    return [each.rule for each in suggested.reasons]


def test_where_nothing_was_noticed_opening_is_suggested():
    assert (said().value, said().reasons) == ("open", ())


@pytest.mark.parametrize(
    ("facts", "value", "rule"),
    [
        ({"is_secret": True}, "delay", "secrecy_level"),
        ({"is_internal": True}, "look", "internal"),
        ({"noticed": [Noticed(2, "id_number", 0.98, "id_number.strict@1", "R3a")]}, "delay", "id_number"),
        ({"noticed": [Noticed(2, "petition", 0.6, "petition@1", "R3a")]}, "look", "private_matter"),
        ({"noticed": [Noticed(2, "border", 0.6, "border@1", "R2")]}, "look", "other_grounds"),
        ({"sensitivity": "sensitive"}, "delay", "sensitive_type"),
        ({"sensitivity": "personal"}, "look", "personal_type"),
        ({"persons": Persons(2, 0, 1960)}, "look", "living_persons"),
        ({"persons": Persons(2, 1, 1890)}, "look", "numbered_persons"),
        ({"unread": 1}, "look", "unread_pages"),
        ({"pages": 0}, "look", "no_pages"),
    ],
)
def test_each_fact_has_its_rule(facts, value, rule):
    suggested = said(**facts)

    assert (suggested.value, rules_of(suggested)) == (value, [rule])


def test_a_reason_says_where_how_many_and_how_sure_and_the_gravest_decides():
    hints = [Noticed(page, "marriage", 0.8 + page / 100, "marriage.word@1", "R3a") for page in (7, 3, 3)]
    suggested = said(
        noticed=[*hints, Noticed(1, "phone", 0.7, "phone@2", "R3a"), Noticed(1, "phone", 0.1, "phone@2", "")]
    )

    reason, other = suggested.reasons[:2]
    assert (suggested.value, suggested.score) == ("delay", 0.87)
    assert (reason.rule, reason.count, reason.pages, reason.ground) == ("private_matters", 3, (3, 7), "R3a")
    assert (reason.detectors, reason.hint_rules) == (("marriage",), ("marriage.word@1",))
    assert (other.count, other.value) == (3, "look")
    assert reason.as_json()["pages"] == [3, 7]
    assert "words" not in reason.as_json()


def test_no_model_and_no_file_of_rules_opens_what_bears_a_secrecy_level(settings, tmp_path):
    settings.PRECHECK_RULES_FILE = tmp_path / "rules.yaml"
    empty = "version: 1\nedition: 空\nrules: []\n"
    learned = "learned: {least: 10, held_back: 0.2, precision_open: 0.9, precision_delay: 0.9}\n"
    settings.PRECHECK_RULES_FILE.write_text(empty + learned, encoding="utf-8")

    assert current_rules().edition == "空"
    assert said(EAGER).value == "open"
    assert said(EAGER, sensitivity="sensitive").value == "open"
    assert said(EAGER, is_secret=True).value == "delay"
    assert said(EAGER, unread=2).value == said(EAGER, pages=0).value == "look"


def test_a_model_is_heard_where_no_firm_rule_speaks():
    petition = [Noticed(2, "petition", 0.6, "petition@1", "R3a")]
    number = [Noticed(2, "id_number", 0.98, "id_number.strict@1", "R3a")]

    heard = said(EAGER, noticed=petition)
    assert (heard.value, heard.learned, rules_of(heard)) == ("open", True, ["learned", "private_matter"])
    assert (said(EAGER, noticed=number).value, said(EAGER, noticed=number).learned) == ("delay", False)
    unsure = said(dataclasses.replace(EAGER, open_from=NEVER))
    assert (unsure.value, unsure.learned) == ("look", True)


def test_a_wrong_file_is_told_and_the_shipped_rules_are_in_force(settings, tmp_path):
    settings.PRECHECK_RULES_FILE = tmp_path / "rules.yaml"
    rule = "{id: a, words: {zh: 甲, en: a}, when: {secret: true}, suggest: open, source: x}"
    settings.PRECHECK_RULES_FILE.write_text(f"version: 1\nedition: x\nrules:\n- {rule}\n", encoding="utf-8")

    assert rules_problem() is not None
    assert current_rules().label("id_number") in ("有公民身份号码", "ID numbers of persons")
    assert current_rules().label("gone") == "gone"
    settings.PRECHECK_RULES_FILE.unlink()
    assert rules_problem() is None


@pytest.mark.parametrize(
    ("level", "secret", "internal"),
    [
        ("", False, False),
        ("公开", False, False),
        ("机密", True, False),
        ("秘密★10年", True, False),
        ("ＭＭ", True, False),
        ("内部", False, True),
        ("内部 秘密", True, False),
        ("三级", True, False),
    ],
)
def test_what_is_not_known_to_mean_no_level_is_one(level, secret, internal):
    assert (is_secret(level), is_internal(level)) == (secret, internal)
