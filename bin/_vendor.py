"""The few files that pages load from others' libraries, copied where Django finds them, and the icons in one sprite."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

# File in static/vendor → where it comes from in node_modules.
LIBRARIES = {
    "tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "tabler.min.js": "@tabler/core/dist/js/tabler.min.js",
    "echarts.simple.min.js": "echarts/dist/echarts.simple.min.js",
    "openseadragon.min.js": "openseadragon/build/openseadragon/openseadragon.min.js",
}
HTMX = "django_htmx/static/django_htmx/htmx-2.min.js"
ICONS = "@tabler/icons/icons"
KEPT_ATTRIBUTES = r'((?:viewBox|fill|stroke|stroke-width|stroke-linecap|stroke-linejoin)="[^"]*")'


def build(modules: Path, packages: Path, icon_list: Path, target: Path) -> None:
    """Fill `target` with exactly the wanted files. A file that is right already is left alone: a server may run."""
    wanted = {name: without_source_map(modules / path) for name, path in LIBRARIES.items()}
    wanted["htmx.min.js"] = without_source_map(packages / HTMX)
    wanted["icons.svg"] = icon_sprite(icon_list, modules / ICONS).encode()
    target.mkdir(parents=True, exist_ok=True)
    for name, content in wanted.items():
        replace_file(target / name, content)
    for path in target.iterdir():
        if path.name not in wanted:
            path.unlink()


def without_source_map(path: Path) -> bytes:
    """The file less its pointer to a source map, which is not served and would be a dead link."""
    return re.sub(rb"\n?(//|/\*)[#@] sourceMappingURL=\S+( \*/)?\s*$", b"\n", path.read_bytes())


def replace_file(path: Path, content: bytes) -> None:
    if path.exists() and path.read_bytes() == content:
        return
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as fresh:
        fresh.write(content)
    Path(fresh.name).chmod(0o644)
    Path(fresh.name).replace(path)


def icon_sprite(icon_list: Path, drawings: Path) -> str:
    """One SVG of symbols; a page shows one with `<use href="…/icons.svg#NAME">`."""
    lines = icon_list.read_text(encoding="utf-8").splitlines()
    names = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    symbols = "\n".join(icon_symbol(name, drawings) for name in names)
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n<!-- Tabler Icons, MIT licence -->\n{symbols}\n</svg>\n'


def icon_symbol(name: str, drawings: Path) -> str:
    """A drawing as a symbol. `search` is outlined; `filled/star` is filled and becomes `star-filled`."""
    folder, _, plain = name.rpartition("/")
    path = drawings / (folder or "outline") / f"{plain}.svg"
    if not path.exists():
        raise LookupError(f"@tabler/icons has no icon {name!r}.")
    head, _, body = path.read_text(encoding="utf-8").partition(">\n")
    kept = " ".join(re.findall(KEPT_ATTRIBUTES, head))
    shapes = [line.strip() for line in body.replace("</svg>", "").splitlines() if "M0 0h24v24H0z" not in line]
    identity = f"{plain}-filled" if folder == "filled" else plain
    return f'<symbol id="{identity}" {kept}>{"".join(shapes)}</symbol>'
