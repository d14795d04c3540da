"""What writing an EEP package can refuse."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from lantai.base.common.errors import ArchiveError


class DataMissing(ArchiveError):
    code = "eep.data_missing"
    message = gettext_noop("No file was given for the data %(identifier)s; the package was not written.")
    hint = gettext_noop("Give a file for each 编码数据 that does not refer to an inner layer.")


class DataChanged(ArchiveError):
    code = "eep.data_changed"
    message = gettext_noop(
        "The data %(identifier)s have %(found)s bytes, but %(told)s were announced; the package was not written."
    )
    hint = gettext_noop("Somebody changed the file while it was packed. Write the package again.")


class NoPackageInside(ArchiveError):
    code = "eep.no_package_inside"
    message = gettext_noop("%(path)s is not an EEP package that can be kept inside another; nothing was written.")
    hint = gettext_noop(
        "Check it with `bin/lantai check PATH`: only a package that is in order as XML and names its namespace is kept."
    )
