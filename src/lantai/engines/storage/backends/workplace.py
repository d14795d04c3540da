"""The folder beside a store where trees are built: locks, private staging, and the journal of an unfinished swap."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lantai.engines.storage.backends import atomic


class Workplace:
    """Everything here may be deleted when no process uses the store, but for a swap that waits to be finished."""

    def __init__(self, folder: Path, *, may_exchange: bool = True) -> None:
        self.folder = folder
        self._may_exchange = may_exchange
        self._journal = folder / "swap.json"
        self._incoming = folder / "swap-new"
        self._outgoing = folder / "swap-old"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """One writer at a time, among threads and processes; a dead one's lock is gone with it."""
        with (self.folder / "lock").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    @contextmanager
    def staging(self) -> Iterator[Path]:
        """A private folder with a lock file beside it that tells `sweep` its owner lives."""
        with self.locked():
            descriptor, name = tempfile.mkstemp(prefix="stage-", suffix=".lock", dir=self.folder)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            folder = Path(name).with_suffix("")
            folder.mkdir()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            Path(name).unlink(missing_ok=True)
            os.close(descriptor)

    def sweep(self) -> None:
        """Throw away what dead processes staged. Call with the lock held and no swap unfinished."""
        self._clear_swap()
        for lock in self.folder.glob("stage-*.lock"):
            with lock.open("rb") as handle:
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    continue
                shutil.rmtree(lock.with_suffix(""), ignore_errors=True)
                lock.unlink(missing_ok=True)

    def swap(self, staged: Path, root: Path, prefix: str) -> None:
        """Put `staged` where the tree at `prefix` is. Call with the lock held."""
        if not (self._may_exchange and atomic.exchange(staged, root / prefix)):
            self._swap_by_journal(staged, root, prefix)

    def _swap_by_journal(self, staged: Path, root: Path, prefix: str) -> None:
        """The same in two renames, for file systems without `exchange`; a kill between them is finished later."""
        self._clear_swap()
        staged.rename(self._incoming)
        draft = self._journal.with_suffix(".draft")
        draft.write_text(json.dumps({"prefix": prefix}), "utf-8")
        atomic.flush(self.folder)
        draft.replace(self._journal)
        (root / prefix).rename(self._outgoing)
        self._incoming.rename(root / prefix)
        atomic.flush(self.folder)
        self._journal.unlink()
        self._clear_swap()

    @property
    def has_unfinished_swap(self) -> bool:
        """Whether a process died inside a swap of two renames (or is inside one now: wait for the lock)."""
        return self._journal.exists()

    def finish_swap(self, root: Path) -> None:
        """Complete, or drop, the swap a killed process left. Call with the lock held.

        1. The target is gone and the new tree waits: the old one had been moved away, so the new one goes in.
        2. Both stand: nothing had been moved, and whoever wanted the change will ask again.
        3. No new tree waits: the swap was done.
        """
        if not self.has_unfinished_swap:
            return
        target = root / json.loads(self._journal.read_text("utf-8"))["prefix"]
        if self._incoming.exists() and not target.exists():
            self._incoming.rename(target)
            atomic.flush(self.folder)
        self._journal.unlink()
        self._clear_swap()

    def _clear_swap(self) -> None:
        for left_over in (self._incoming, self._outgoing):
            shutil.rmtree(left_over, ignore_errors=True)
