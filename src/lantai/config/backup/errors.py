"""What backup and restore refuse, in words."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from lantai.base.common.errors import ArchiveError


class BackupIsRunning(ArchiveError):
    code = "backup.running"
    message = gettext_noop("Another backup or restore is at work on %(place)s.")
    hint = gettext_noop("Wait until it has ended. Nothing was changed.")
    http_status = 409
    exit_code = 4


class NotABackup(ArchiveError):
    code = "backup.not_a_backup"
    message = gettext_noop("%(place)s holds other things than a backup of Lantai.")
    hint = gettext_noop("Name an empty folder, or one that an earlier backup was written to.")


class BackupLiesInside(ArchiveError):
    code = "backup.inside"
    message = gettext_noop("A backup in %(place)s would lie inside what it is to save (%(home)s).")
    hint = gettext_noop("Name a folder on another disk: a backup beside the archive is lost together with it.")


class NoSuchSnapshot(ArchiveError):
    code = "backup.no_such_snapshot"
    message = gettext_noop("%(place)s has no snapshot %(name)s. There are: %(known)s")
    hint = gettext_noop("Without a name the newest one is taken.")
    exit_code = 1


class SnapshotIsDamaged(ArchiveError):
    code = "backup.damaged"
    message = gettext_noop("The snapshot %(name)s is damaged: %(problem)s")
    hint = gettext_noop("Nothing was restored from it. Take an earlier snapshot, or another copy of the backup.")
    exit_code = 1


class HomeIsInUse(ArchiveError):
    code = "backup.home_in_use"
    message = gettext_noop(
        "There is an archive in %(place)s already: a backup is only ever restored into an empty place."
    )
    hint = gettext_noop("Set LANTAI_HOME (and the database and storage, if set) to empty places, then start again.")
    http_status = 409


class AnotherDatabase(ArchiveError):
    code = "backup.another_database"
    message = gettext_noop("The snapshot holds a database of %(saved)s, and this installation uses %(here)s.")
    hint = gettext_noop("Set LANTAI_DATABASE_URL to an empty database of the same kind, then start again.")


class BackupIsNewer(ArchiveError):
    code = "backup.newer"
    message = gettext_noop(
        "The snapshot was made by a later version of Lantai (%(software)s): %(unknown)s is unknown here."
    )
    hint = gettext_noop("Install that version or a later one, then restore.")
    exit_code = 4


class KeysDiffer(ArchiveError):
    code = "backup.keys_differ"
    message = gettext_noop(
        "The key of ID numbers here is not the one with which the snapshot's numbers were encrypted."
    )
    hint = gettext_noop(
        "Name the folder of the saved keys with --keys. If they are lost, --without-keys restores all but the numbers."
    )


class KeysLieBeside(ArchiveError):
    code = "backup.keys_beside"
    message = gettext_noop("Keys in %(place)s would lie beside what they open.")
    hint = gettext_noop("Name a folder outside the backup: on a carrier that is locked away, apart from it.")


class AnotherKeyThere(ArchiveError):
    code = "backup.another_key"
    message = gettext_noop("%(place)s is another key than the one to be written there.")
    hint = gettext_noop("Nothing was overwritten. Name an empty folder.")
    http_status = 409


class DatabaseToolFailed(ArchiveError):
    code = "backup.database_tool"
    message = gettext_noop("%(tool)s did not do its work: %(reason)s")
    hint = gettext_noop("Install the PostgreSQL client of the server's version (apt-get install postgresql-client).")
    exit_code = 4
