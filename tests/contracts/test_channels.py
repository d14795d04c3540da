"""What every way of sending a message promises: the same tests for e-mail, the console and the file.

A provider of an archive's own is held to the same: subclass `ChannelContract`.
"""

from __future__ import annotations

import io
import json
import stat
from typing import Any

import pytest
from django.core import mail

from lantai.services.notices.channels.mail import MailChannel
from lantai.services.notices.channels.protocol import AddressRefused, Channel, ChannelUnavailable, Letter
from lantai.services.notices.channels.sms import ConsoleSms, FileSms

SECRET = "验证码 482913"


class ChannelContract:
    """`channel` sends, `came` tells what arrived as (address, text), `broken` cannot send."""

    good, shown = "000-5550123", "0005550123"
    bad: tuple[str, ...] = ("", "call me", "000-5550123\nBcc: all", "<script>")

    @pytest.fixture
    def channel(self) -> Channel:
        raise NotImplementedError

    def came(self) -> list[tuple[str, str]]:
        raise NotImplementedError

    def broken(self, tmp_path: Any, monkeypatch: Any) -> Channel:
        raise NotImplementedError

    def test_it_sends_each_message_once_to_its_address(self, channel):
        for number in range(2):
            channel.send(Letter(self.good, "验证码", f"{SECRET}{number}"))

        assert [(to, text.strip()) for to, text in self.came()] == [(self.shown, f"{SECRET}{n}") for n in range(2)]

    def test_it_refuses_what_is_no_address_and_does_not_repeat_it(self, channel):
        for bad in self.bad:
            with pytest.raises(AddressRefused) as refusal:
                channel.send(Letter(bad, "x", SECRET))
            assert not bad.strip() or bad not in str(refusal.value)
        assert self.came() == []

    def test_it_says_that_it_does_not_work_and_nothing_of_the_message(self, tmp_path, monkeypatch):
        with pytest.raises(ChannelUnavailable) as problem:
            self.broken(tmp_path, monkeypatch).send(Letter(self.good, "x", SECRET))
        assert self.good not in str(problem.value)
        assert SECRET not in str(problem.value)
        assert problem.value.__cause__ is None

    def test_a_letter_shows_neither_address_nor_text(self):
        assert self.good not in repr(Letter(self.good, "x", SECRET))
        assert SECRET not in repr(Letter(self.good, "x", SECRET))


class TestMail(ChannelContract):
    good = shown = "wenlan@example.test"
    bad = ("", "call me", "a@b.test\nBcc: all@b.test", "a@b.test, c@d.test", "a b@c.test")

    @pytest.fixture
    def channel(self, mailoutbox):
        return MailChannel()

    def came(self):
        return [(to, each.body) for each in mail.outbox for to in each.to]

    def broken(self, tmp_path, monkeypatch):
        from django.conf import settings

        monkeypatch.setattr(settings, "EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
        monkeypatch.setattr(settings, "EMAIL_HOST", "127.0.0.1")
        monkeypatch.setattr(settings, "EMAIL_PORT", 9)
        return MailChannel()


class TestConsole(ChannelContract):
    @pytest.fixture
    def channel(self):
        self.stream = io.StringIO()
        return ConsoleSms(self.stream)

    def came(self):
        lines = self.stream.getvalue().splitlines()
        return [(to.removeprefix("SMS "), text) for to, _, text in (line.partition(": ") for line in lines)]

    def broken(self, tmp_path, monkeypatch):
        closed = io.StringIO()
        closed.close()
        return ConsoleSms(closed)


class TestFile(ChannelContract):
    @pytest.fixture
    def channel(self, tmp_path):
        self.path = tmp_path / "out" / "sms.jsonl"
        return FileSms(self.path)

    def came(self):
        lines = self.path.read_text(encoding="utf-8").splitlines() if self.path.exists() else []
        return [(each["to"], each["text"]) for each in map(json.loads, lines)]

    def broken(self, tmp_path, monkeypatch):
        (tmp_path / "file").touch()
        return FileSms(tmp_path / "file" / "sms.jsonl")

    def test_nobody_else_reads_the_file(self, channel):
        channel.send(Letter(self.good, "", SECRET))

        assert stat.S_IMODE(self.path.stat().st_mode) == 0o600
