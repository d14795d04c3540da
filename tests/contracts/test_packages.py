"""What every form of package must do alike, however it lies on disk."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import os
import random
import unicodedata
from pathlib import Path

import pytest

from lantai.base.common.findings import SENTENCES, Finding, Severity
from lantai.engines.packages.bag.package import Bag
from lantai.engines.packages.bag.write import write_bag
from lantai.engines.packages.detect import form_of
from lantai.engines.packages.eark.package import EarkPackage
from lantai.engines.packages.eark.write import Representation, Sip, write_sip
from lantai.engines.packages.eep.folder import EepFolder
from lantai.engines.packages.eep.package import EepPackage
from lantai.engines.packages.eep.tests.samples import identifiers, written
from lantai.engines.packages.errors import FileNotThere
from lantai.engines.packages.model import Package
from lantai.engines.packages.opening import open_package
from lantai.engines.packages.plain import PlainFolder
from lantai.engines.packages.transfer.package import TransferPackage
from lantai.engines.packages.transfer.write import NewEntry, write_transfer_package
from lantai.engines.packages.writing import NewFile

CONTENT = {"年度/2019/通知.pdf": b"one", "b.txt": b"two\r\n", "empty": b""}


class PackageContract:
    """Subclasses make a package of the given files; `inside` says under which name one of them lies in it."""

    def make(self, folder: Path, content: dict[str, bytes]) -> Package:
        raise NotImplementedError

    def inside(self, name: str) -> str:
        return name

    @pytest.fixture
    def package(self, tmp_path) -> Package:
        return self.make(tmp_path / "package", CONTENT)

    def test_it_gives_the_bytes_that_went_in(self, package):
        sizes = {file.name: file.size for file in package.present_files()}

        for name, data in CONTENT.items():
            with package.open(self.inside(name)) as stream:
                assert stream.read() == data
            assert sizes[self.inside(name)] == len(data)

    def test_it_judges_what_we_made_without_an_error(self, package):
        assert [finding for finding in package.judge() if finding.severity is Severity.ERROR] == []

    def test_its_form_is_found_out(self, package):
        assert form_of(package.path) is package.form
        assert type(open_package(package.path)) is type(package)

    def test_it_has_a_sentence_for_each_finding(self, package):
        assert all(finding.code in SENTENCES and finding.sentence() for finding in package.judge())

    def test_it_declares_digests_that_are_right(self, package):
        for file in package.declared_files():
            for algorithm, digest in file.digests.items():
                with package.open(file.name) as stream:
                    assert hashlib.new(algorithm, stream.read()).hexdigest() == digest

    def test_it_begins_anew_at_each_call(self, package):
        for asked in (package.entries, package.declared_files, package.present_files):
            assert list(asked()) == list(asked())

    @pytest.mark.parametrize("name", ["../outside", "/etc/passwd", "absent", "", "a\0b"])
    def test_it_opens_nothing_else(self, package, name):
        with pytest.raises(FileNotThere):
            package.open(name)

    def test_it_stops_when_progress_says_so(self, package):
        def stop(files, size, name):
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            list(package.judge(progress=stop))

    def test_it_follows_no_link(self, package, tmp_path):
        (tmp_path / "secret").write_bytes(b"secret")
        (package.path / "link").symlink_to(tmp_path / "secret")

        assert findings(package, "packages.link") != []
        with pytest.raises(FileNotThere):
            package.open("link")

    @pytest.mark.parametrize("damage", ["link", "half", "noise"])
    def test_it_never_raises_for_damage(self, package, damage):
        own = {self.inside(name) for name in CONTENT}
        for path in [file.path for file in package.present_files() if file.name not in own]:
            whole = path.read_bytes()
            DAMAGES[damage](path)
            damaged = type(package)(package.path)

            assert all(finding.sentence() for finding in damaged.judge())
            for asked in (damaged.entries, damaged.declared_files, damaged.present_files):
                list(asked())
            assert damaged.statement() is None or damaged.statement().source
            path.unlink()
            path.write_bytes(whole)


def into_link(path: Path) -> None:
    path.unlink()
    path.symlink_to("/etc/hostname")


DAMAGES = {
    "link": into_link,
    "half": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "noise": lambda path: path.write_bytes(random.Random(7).randbytes(3000)),
}


def findings(package: Package, code: str) -> list[Finding]:
    return [finding for finding in package.judge() if finding.code == code]


def read(package: Package, name: str) -> bytes:
    with package.open(name) as stream:
        return stream.read()


class TestPlainFolder(PackageContract):
    def make(self, folder, content):
        for name, data in content.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        return PlainFolder(folder)

    def test_it_finds_names_in_another_normal_form_and_encoding(self, tmp_path):
        decomposed = unicodedata.normalize("NFD", "é.txt")
        (tmp_path / decomposed).write_bytes(b"1")
        Path(os.fsdecode(os.fsencode(tmp_path) + "/档案.txt".encode("gb18030"))).write_bytes(b"2")
        package = PlainFolder(tmp_path)

        names = {file.name for file in package.present_files()}

        assert names == {"é.txt", "档案.txt"}
        assert read(package, "é.txt") == b"1"
        assert read(package, "档案.txt") == b"2"
        assert len(findings(package, "packages.name_encoding")) == 1

    def test_it_tells_names_that_a_careless_machine_takes_for_one(self, tmp_path):
        (tmp_path / "A.txt").touch()
        (tmp_path / "a.txt").touch()

        assert len(findings(PlainFolder(tmp_path), "packages.names_alike")) == 1

    def test_lists_of_digests_on_top_of_it_declare_its_files(self, tmp_path):
        (tmp_path / "移交").mkdir()
        package = self.make(tmp_path / "移交", {"a/1.txt": b"1", "2.txt": b"2"})
        digest = hashlib.sha256(b"1").hexdigest()
        sums = f"{digest}  a/1.txt\n{digest}  3.txt\n"
        (tmp_path / "移交" / "SHA256SUMS").write_text(f"{sums}没有摘要\n{'0' * 64}  ../别处\n")
        (tmp_path / "移交" / "关于摘要 sha256 的说明.txt").write_text("摘要算法有如下要求……")  # a record

        for package in (PlainFolder(tmp_path / "移交"), PlainFolder(tmp_path)):
            top = "" if package.path.name == "移交" else "移交/"
            assert [file.name for file in package.declared_files()] == [f"{top}a/1.txt", f"{top}3.txt"]
            told = [(each.code, each.path.removeprefix(top)) for each in package.judge() if each.severity != "info"]
            assert sorted(told) == [
                ("packages.file_missing", "3.txt"),
                ("packages.file_undeclared", "2.txt"),
                ("packages.file_undeclared", "关于摘要 sha256 的说明.txt"),
                ("packages.outside", "SHA256SUMS"),
                ("transfer.bad_digest_line", "SHA256SUMS"),
            ]

    def test_it_is_a_single_file_too(self, tmp_path):
        (tmp_path / "one.pdf").write_bytes(b"x")
        package = PlainFolder(tmp_path / "one.pdf")

        assert [file.name for file in package.present_files()] == ["one.pdf"]
        assert read(package, "one.pdf") == b"x"


class TestEep(PackageContract):
    """A package that is one file: what is in it has the identifier of its data before its name."""

    def make(self, folder, content):
        return EepPackage(written(folder, content))

    def inside(self, name):
        number = list(CONTENT).index(name) + 1
        return f"{identifiers(number)[-1]}/{name}"

    def test_it_follows_no_link(self, package, tmp_path):
        (tmp_path / "link.eep").symlink_to(package.path)

        linked = EepPackage(tmp_path / "link.eep")

        assert len(findings(linked, "packages.unreadable")) == 1
        assert (list(linked.present_files()), list(linked.entries()), linked.statement()) == ([], [], None)
        with pytest.raises(FileNotThere):
            linked.open("link.eep")


class TestEepFolder(PackageContract):
    """Several packages, each a record of its own; a link among them makes it a plain folder."""

    def make(self, folder, content):
        folder.mkdir()
        for number, (name, data) in enumerate(content.items()):
            written(folder.parent / f"made{number}", {name: data}).rename(folder / f"{number}.eep")
        (folder / "Thumbs.db").write_bytes(b"x")
        return EepFolder(folder)

    def inside(self, name):
        return f"{list(CONTENT).index(name)}.eep!/{identifiers(1)[0]}/{name}"

    def test_its_entries_are_those_of_all(self, package):
        told = [(entry.source, entry.files) for entry in package.entries()]

        assert told == [(f"{n}.eep", (self.inside(name),)) for n, name in enumerate(CONTENT)]
        assert {name for name, _ in ((file.name, file.source) for file in package.declared_files())} == {
            self.inside(name) for name in CONTENT
        }


class TestTransferPackage(PackageContract):
    def make(self, folder, content):
        write_transfer_package(
            folder,
            statement=dict.fromkeys(("移交单位", "内容描述", "起止档号", "档案数量", "软硬件环境"), "1"),
            entries=[
                NewEntry({"档号": "1", "题名": "一"}, [NewFile(name, opener(data)) for name, data in content.items()])
            ],
        )
        return TransferPackage(folder)

    def inside(self, name):
        return f"电子档案/{name}"


class TestBag(PackageContract):
    def make(self, folder, content):
        files = [NewFile(name, opener(data)) for name, data in content.items()]
        write_bag(folder, files=files, on=dt.date(2026, 11, 29))
        return Bag(folder)

    def inside(self, name):
        return f"data/{name}"


class TestEarkPackage(PackageContract):
    def make(self, folder, content):
        files = [NewFile(name, opener(data)) for name, data in content.items()]
        now = dt.datetime(2026, 11, 29, tzinfo=dt.UTC)
        write_sip(folder, sip=Sip("云溪区民政局", "0.1"), representations=[Representation("rep1", files)], now=now)
        return EarkPackage(folder)

    def inside(self, name):
        return f"representations/rep1/data/{name}"


def opener(data: bytes):
    return lambda: io.BytesIO(data)
