"""What stands between us and an outside program: limits first, then it becomes the program. Run by its path, alone.

    launch.py PARENT MEMORY SECONDS NETWORK FOLDER READABLE PROGRAM ARGUMENTS…

Nothing of ours is imported: it starts in a few milliseconds, and the program it becomes inherits nothing.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import struct
import sys

PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS = 1, 38
NEW_USER, NEW_NETWORK = 0x10000000, 0x40000000
MOST_BYTES = 4 << 30
_LIBC = ctypes.CDLL(None, use_errno=True)
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_READ = 0b1101  # execute, read a file, read a folder
_ALL = 0b11111111111111
_DEVICE = 0b110  # read and write a file; of a file nothing may be asked that is for folders
_FILE = 0b100
_SOCKETS = 0b1000100000  # make a socket, take it away: LibreOffice needs one in /tmp
_READABLE = (
    "/usr",
    "/lib",
    "/lib64",
    "/bin",
    "/etc",
    "/opt",
    "/var/cache/fontconfig",
    "/var/lib/libreoffice",
    "/var/spool/libreoffice",
    "/proc",
    "/sys",
)
"""Where programs and fonts lie. Not the archive: a document that links to another file gets nothing of it."""
_DEVICES = ("/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
"""By name: below /dev lies shared memory, in which anybody's files may be."""


def main(arguments: list[str]) -> None:
    """Never returns. Raises OSError when a limit that was asked for cannot be set."""
    parent, memory, seconds = map(int, arguments[:3])
    network, folder, readable, *command = arguments[3:]
    _LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(0)
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_BYTES, MOST_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if network == "cut":
        _cut_off()
    _LIBC.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    _see_only(folder, [each for each in readable.split(os.pathsep) if each])
    os.execv(command[0], command)  # noqa: S606 - what it is here for


def _cut_off() -> None:
    """A network of its own without any device, in a user namespace in which we stay who we are."""
    who, group = os.getuid(), os.getgid()
    if _LIBC.unshare(NEW_USER | NEW_NETWORK):
        raise OSError(ctypes.get_errno(), "the kernel allows no network namespace")
    for path, text in (("setgroups", "deny"), ("uid_map", f"{who} {who} 1"), ("gid_map", f"{group} {group} 1")):
        with open(f"/proc/self/{path}", "w") as stream:  # noqa: PTH123 - nothing is loaded that is not needed
            stream.write(text)


def _see_only(folder: str, more: list[str]) -> None:
    """Landlock, where the kernel has it: programs and fonts are read, one folder is written, all else is shut."""
    rights = struct.pack("Q", _ALL)
    rules = _LIBC.syscall(_CREATE_RULESET, rights, ctypes.c_size_t(len(rights)), 0)
    if rules < 0:
        return
    every = [(folder, _ALL), ("/tmp", _SOCKETS), ("/dev/null", _DEVICE)]  # noqa: S108 - where it looks for sockets
    every += [(each, _FILE) for each in _DEVICES]
    for path, allowed in [*every, *((each, _READ) for each in (*_READABLE, *more))]:
        try:
            opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except OSError:
            continue
        _LIBC.syscall(_ADD_RULE, rules, 1, struct.pack("=Qi", allowed, opened), 0)
        os.close(opened)
    _LIBC.syscall(_RESTRICT_SELF, rules, 0)
    os.close(rules)


if __name__ == "__main__":
    main(sys.argv[1:])
