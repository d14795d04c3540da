from __future__ import annotations

import json

import pytest
from django.core.management import call_command

from lantai.engines.hints.tests.people import id_number


def test_it_prints_one_object_a_file_in_any_encoding(tmp_path, capsys, settings):
    settings.LEXICONS_FOLDER = tmp_path / "lexicons"
    settings.LEXICONS_FOLDER.mkdir()
    (settings.LEXICONS_FOLDER / "own.txt").write_text("北山\n", encoding="utf-8")
    text = f"申请人：张建国，身份证号：{id_number()}，家在北山。\n"
    papers = tmp_path / "papers"
    papers.mkdir()
    (papers / "a.txt").write_text(text, encoding="utf-8")
    (papers / "b.txt").write_bytes(text.encode("gb18030"))

    call_command("hint", str(papers), json=True)

    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [each["path"] for each in told] == [str(papers / "a.txt"), str(papers / "b.txt")]
    assert told[0]["hints"] == told[1]["hints"]
    assert {hint["detector"] for hint in told[0]["hints"]} == {"name", "id_number", "lexicon"}
    assert all(text[hint["start"] : hint["end"]] == hint["text"] for hint in told[0]["hints"])


def test_it_refuses_what_is_not_there_and_a_lexicon_that_is_wrong(tmp_path, capsys):
    lexicon = tmp_path / "own.txt"
    lexicon.write_text("# score: 7\n", encoding="utf-8")

    for arguments in ([str(tmp_path / "nothing")], [str(lexicon), "--lexicon", str(lexicon)]):
        with pytest.raises(SystemExit) as ended:
            call_command("hint", *arguments)
        assert ended.value.code == 3
