"""What every way of proof promises: the same tests for those that are shipped, and for a login that is plugged in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import ClassVar

import pytest

from lantai.holdings.catalogue.sealing import keys_from
from lantai.services.enquiries.identity.levels import level_reached, rank
from lantai.services.enquiries.identity.openid import Login, OpenIdLogin
from lantai.services.enquiries.identity.protocol import Begun, Claim, IdentityProvider
from lantai.services.enquiries.identity.providers import CounterCheck, DocumentImage, OneTimeCode
from tests.support.login_server import CLIENT, SECRET, login_server

KEYS, OTHER_KEYS = keys_from("a" * 64), keys_from("b" * 64)
CLAIM = Claim("LT01-LY2026-0001", "id_card", "5429", "柳文澜")
JUNK: tuple[Mapping[str, str], ...] = (
    {}, {"code": ""}, {"code": "0" * 5000}, {"code": "验证码"}, {"verdict": "yes"},
    {"document_kind": "none", "last4": "5429"}, {"document_kind": "id_card", "last4": "0000", "verdict": "accepted"},
    {"document_kind": "id_card", "last4": "54\x009"}, {"code": "x", "state": "x"}, {"state": "验证码"},
)  # fmt: skip


class IdentityProviderContract:
    """`right` is the answer that proves what was begun."""

    provider: ClassVar[IdentityProvider]

    def right(self, begun: Begun) -> Mapping[str, str]:
        raise NotImplementedError

    def test_it_passes_the_right_answer_and_tells_no_more_than_kind_and_four_characters(self):
        begun = self.provider.begin(CLAIM, KEYS)
        proved = self.provider.finish(CLAIM, begun.kept, self.right(begun), KEYS)

        assert proved.passed
        assert len(proved.last4) <= 4
        assert rank(level_reached(self.provider.code)) > 0

    @pytest.mark.parametrize("answer", JUNK)
    def test_it_passes_nothing_else_and_raises_nothing(self, answer):
        begun = self.provider.begin(CLAIM, KEYS)

        assert not self.provider.finish(CLAIM, begun.kept, answer, KEYS).passed
        assert not self.provider.finish(CLAIM, {}, answer, KEYS).passed

    def test_what_it_keeps_is_plain_data_and_proves_nothing_to_who_reads_it(self):
        begun = self.provider.begin(CLAIM, KEYS)

        kept = json.dumps(dict(begun.kept))
        assert not begun.secret or begun.secret not in kept
        assert not any(
            self.provider.finish(CLAIM, begun.kept, {"code": each}, KEYS).passed for each in begun.kept.values()
        )
        assert not begun.secret or begun.secret not in repr(begun)


class TestCounterCheck(IdentityProviderContract):
    provider = CounterCheck()

    def right(self, begun):
        return {"document_kind": "id_card", "last4": "5429"}


class TestDocumentImage(IdentityProviderContract):
    provider = DocumentImage()

    def right(self, begun):
        return {"document_kind": "id_card", "last4": "5429", "verdict": "accepted"}


class TestOneTimeCode(IdentityProviderContract):
    provider = OneTimeCode()

    def right(self, begun):
        return {"code": begun.secret}

    def test_a_code_is_good_for_its_own_case_and_installation_only(self):
        begun = self.provider.begin(CLAIM, KEYS)

        other = Claim("LT01-LY2026-0002", "id_card", "5429")
        assert not self.provider.finish(other, begun.kept, self.right(begun), KEYS).passed
        assert not self.provider.finish(CLAIM, begun.kept, self.right(begun), OTHER_KEYS).passed


class TestOpenIdLogin(IdentityProviderContract):
    """Against a real server on this machine; whoever goes to it and agrees gives the right answer."""

    @pytest.fixture(autouse=True)
    def _running(self):
        with login_server() as self.server:
            back = "http://127.0.0.1/back"
            self.provider = OpenIdLogin(Login(self.server.issuer, CLIENT, SECRET, back, document_claim="id_number"))
            yield

    def right(self, begun):
        return self.server.signed_in(begun.secret)

    def test_a_login_is_good_for_its_own_case_and_installation_only(self):
        begun = self.provider.begin(CLAIM, KEYS)

        other = Claim("LT01-LY2026-0002", "id_card", "5429", "柳文澜")
        assert not self.provider.finish(other, begun.kept, self.right(begun), KEYS).passed
        assert not self.provider.finish(CLAIM, begun.kept, self.right(begun), OTHER_KEYS).passed
