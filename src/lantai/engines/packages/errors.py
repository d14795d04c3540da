"""What reading and writing packages can refuse. What is wrong inside a package is never an error but a finding."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from lantai.base.common.errors import ArchiveError


class FileNotThere(ArchiveError):
    code = "packages.file_not_there"
    message = gettext_noop("The package holds no file %(name)s.")
    hint = gettext_noop("Look at the list of the files that are there: the name may be spelt another way.")
    http_status = 404
    exit_code = 1


class TargetIsThere(ArchiveError):
    code = "packages.target_exists"
    message = gettext_noop("%(path)s is there already and not empty; nothing was written.")
    hint = gettext_noop("Name another folder, or move the old package away: packages are never written over.")
    exit_code = 2


class NameCannotBeWritten(ArchiveError):
    code = "packages.name_refused"
    message = gettext_noop("A file cannot be written under the name %(name)s: %(reason)s.")
    hint = gettext_noop("Give it a relative name with / between folders, each part at most 255 bytes of UTF-8.")
    exit_code = 3


class NameIsTaken(ArchiveError):
    code = "packages.name_taken"
    message = gettext_noop("The package already holds a file named %(name)s.")
    hint = gettext_noop("Give each file a name of its own; capital letters and accents alone do not tell files apart.")
    exit_code = 3


class FileChanged(ArchiveError):
    code = "packages.file_changed"
    message = gettext_noop("%(name)s no longer has the digest it was taken in with; the package was not written.")
    hint = gettext_noop("Check the storage with `bin/lantai verify`: a good copy may mend it. Then begin again.")
    http_status = 500
    exit_code = 3
