"""`take_in --profile`: the verb reads a list as the archive remembers the unit's columns, and says which it knows."""

from tests.support.process import Program

REMEMBER = """
from lantai.base.accounts.access import OPERATOR
from lantai.holdings.catalogue.actions import fonds_for
from lantai.holdings.imports.models import ImportMapping
fonds = fonds_for("", "K001", title="粮站", actor=OPERATOR)
names = {"编目号": "档号", "内容": "题名"}
ImportMapping.objects.create(institution=fonds.institution, name="粮站", fingerprint="-", names=names)
"""


def test_a_list_is_read_as_the_profile_says(tmp_path):
    folder = tmp_path / "移交"
    folder.mkdir()
    (folder / "清单.csv").write_text("编目号,内容,经办\nK001-1,关于值班的通知,甲\n", encoding="gb18030")
    program = Program(tmp_path / "home")
    code, _, err = program.run("shell", "-c", REMEMBER)
    assert code == 0, err

    code, _, err = program.run("take_in", str(folder), "--fonds", "K001", "--profile", "供销社")
    assert (code, "粮站" in err) == (2, True), err
    summary = program.json("take_in", str(folder), "--fonds", "K001", "--profile", "粮站")
    assert summary["records"] == 1
    code, out, err = program.run("search", "值班的通知", "--json")
    assert "K001-1" in out, err
