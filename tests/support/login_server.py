"""A government login on this machine (OpenID Connect): answers as the standard says, or wrongly as a test says."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

CLIENT, SECRET = "lantai", "made-up secret"


class LoginServer(ThreadingHTTPServer):
    """`person`: the claims of whoever signs in. `wrong`: claims of the token that are otherwise than they should be."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Asked)
        self.issuer = f"http://127.0.0.1:{self.server_port}"
        self.key, self.foreign = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
        self.begin_anew()

    def begin_anew(self) -> None:
        self.person: dict[str, Any] = {"name": "柳文澜", "id_number": "999999195611205429"}
        self.wrong: dict[str, Any] = {}
        self.signs_with: Any = self.key
        self.algorithm, self.named, self.is_down = "ES256", self.issuer, False
        self.codes: dict[str, dict[str, str]] = {}
        self.asked: list[str] = []

    def metadata(self) -> dict[str, Any]:
        return {
            "issuer": self.named,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "authorization_response_iss_parameter_supported": True,
        }

    def keys(self) -> dict[str, Any]:
        told = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**told, "kid": "one", "use": "sig", "alg": "ES256"}]}

    def signed_in(self, onward: str) -> dict[str, str]:
        """Somebody signs in and agrees: what the server then puts into the address it sends them back to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(onward).query).items()}
        assert (asked["client_id"], asked["code_challenge_method"], asked["response_type"]) == (CLIENT, "S256", "code")
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return {"code": code, "state": asked["state"], "iss": self.issuer}

    def token(self, form: dict[str, str], authorization: str) -> dict[str, Any] | None:
        """Once for a code, to who has the secret and the verifier of PKCE."""
        asked = self.codes.pop(form.get("code", ""), None)
        pair = base64.b64encode(f"{CLIENT}:{SECRET.replace(' ', '%20')}".encode()).decode()
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if asked is None or authorization != f"Basic {pair}" or challenge != asked["code_challenge"]:
            return None
        if form["redirect_uri"] != asked["redirect_uri"]:
            return None
        now = int(time.time())
        claims = {
            "iss": self.issuer, "aud": CLIENT, "sub": "u1", "iat": now, "exp": now + 300, "nonce": asked["nonce"],
        } | self.person | self.wrong  # fmt: skip
        signer = self.signs_with
        token = jwt.encode(claims, signer, algorithm=self.algorithm, headers={"kid": "one"})
        return {"access_token": "unused", "token_type": "Bearer", "id_token": token}


class _Asked(BaseHTTPRequestHandler):
    server: LoginServer

    def do_GET(self) -> None:
        told = {"/.well-known/openid-configuration": self.server.metadata, "/keys": self.server.keys}.get(self.path)
        self._say(told() if told else None)

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        form = {name: values[0] for name, values in parse_qs(self.rfile.read(length).decode()).items()}
        self._say(self.server.token(form, self.headers.get("Authorization", "")))

    def _say(self, told: dict[str, Any] | None) -> None:
        self.server.asked.append(self.path)
        body = json.dumps(told or {"error": "invalid_grant"}).encode()
        self.send_response(503 if self.server.is_down else 200 if told else 400)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Nothing is printed."""


@contextmanager
def login_server() -> Iterator[LoginServer]:
    server = LoginServer()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def back_to(address: str, told: dict[str, str]) -> str:
    return f"{address}?{urlencode(told)}"
