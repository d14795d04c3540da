"""A ZIP file as Chinese Windows made them before 2010: names in GBK and no flag to say so."""

import zipfile
from pathlib import Path


class _GbkInfo(zipfile.ZipInfo):
    """A member whose name goes into the archive as GBK bytes."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("gbk"), self.flag_bits & ~0x800


def pack(folder: Path, target: Path, top: str) -> Path:
    """Put everything below `folder` into `target` under the directory `top`, the same bytes every time."""
    with zipfile.ZipFile(target, "w") as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                info = _GbkInfo(f"{top}/{path.relative_to(folder).as_posix()}", (1998, 5, 4, 10, 0, 0))
                # Pictures do not shrink; storing them keeps set-up quick.
                info.compress_type = zipfile.ZIP_STORED
                archive.writestr(info, path.read_bytes())
    return target
