from lantai.holdings.catalogue.record_types import broken_files, record_types


def test_it_finds_no_fault_in_the_types_it_ships():
    assert broken_files() == []
    assert "document" in record_types()


def test_it_names_the_file_that_breaks_the_schema(tmp_path):
    (tmp_path / "odd.yaml").write_text(
        "code: odd\nversion: 1\nlabels: {zh: 怪, en: odd}\nwords: []\nrolls: {}\n", "utf-8"
    )
    (tmp_path / "torn.yaml").write_text("code: [", "utf-8")

    found = broken_files(tmp_path)

    assert [problem.split()[0] for problem in found] == ["odd.yaml", "torn.yaml"]
    assert "rolls" in found[0]
