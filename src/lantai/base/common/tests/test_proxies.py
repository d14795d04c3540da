import pytest

from lantai.base.common.middleware import SenderMiddleware
from lantai.base.common.proxies import networks, sender

OURS = networks(["127.0.0.1", "10.1.0.0/16", "fd00::/8"])


@pytest.mark.parametrize(
    ("peer", "forwarded", "wanted"),
    [
        ("127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "203.0.113.9, 10.1.2.3", "203.0.113.9"),
        ("127.0.0.1", "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "198.51.100.1, 203.0.113.9, 10.1.2.3", "203.0.113.9"),
        ("fd00::1", "2001:db8::7", "2001:db8::7"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("127.0.0.1", "<script>", "127.0.0.1"),
        ("127.0.0.1", "198.51.100.1, unknown, 10.1.2.3", "10.1.2.3"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("", "203.0.113.9", ""),
    ],
)
def test_it_believes_only_what_trusted_proxies_added(peer, forwarded, wanted):
    assert sender(peer, forwarded, OURS) == wanted


def asked_from(rf, peer, forwarded):
    return SenderMiddleware(lambda request: request.META["REMOTE_ADDR"])(
        rf.get("/", REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=forwarded)
    )


def test_it_believes_nobody_until_proxies_are_named(rf, settings):
    settings.TRUSTED_PROXIES = []
    assert asked_from(rf, "127.0.0.1", "203.0.113.9") == "127.0.0.1"

    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    assert asked_from(rf, "127.0.0.1", "203.0.113.9") == "203.0.113.9"
