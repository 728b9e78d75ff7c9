#!/usr/bin/env python3
"""An OpenID provider on loopback that gives tokens to one client: OAuth 2.0's client credentials grant, and no other.

Usage: token_server.py PORT CLIENT_ID CLIENT_SECRET LIFETIME_SECONDS
"""
import base64
import http.server
import json
import sys
import time
import urllib.parse

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

PORT, CLIENT_ID, CLIENT_SECRET, LIFETIME = int(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
ISSUER = f"http://127.0.0.1:{PORT}"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
KEY_ID = "the-only-one"


def encoded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def encoded_number(number):
    return encoded(number.to_bytes((number.bit_length() + 7) // 8, "big"))


def signed(claims):
    parts = [encoded(json.dumps(part).encode()) for part in ({"alg": "RS256", "typ": "JWT", "kid": KEY_ID}, claims)]
    text = ".".join(parts)
    return text + "." + encoded(KEY.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256()))


def configuration():
    return {"issuer": ISSUER, "jwks_uri": f"{ISSUER}/keys", "token_endpoint": f"{ISSUER}/token",
            "authorization_endpoint": f"{ISSUER}/authorize", "response_types_supported": ["token"],
            "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": ["RS256"]}


def keys():
    public = KEY.public_key().public_numbers()
    return {"keys": [{"kty": "RSA", "use": "sig", "alg": "RS256", "kid": KEY_ID,
                      "n": encoded_number(public.n), "e": encoded_number(public.e)}]}


def credentials(form, authorization):
    """(id, secret), from the form or by HTTP's Basic scheme."""
    if authorization.startswith("Basic "):
        return tuple(base64.b64decode(authorization[len("Basic "):]).decode().split(":", 1))
    return form.get("client_id"), form.get("client_secret")


def token(form, authorization):
    if form.get("grant_type") != "client_credentials":
        return 400, {"error": "unsupported_grant_type"}
    if credentials(form, authorization) != (CLIENT_ID, CLIENT_SECRET):
        return 401, {"error": "invalid_client"}
    now = int(time.time())
    claims = {"iss": ISSUER, "sub": CLIENT_ID, "aud": "lakeport", "iat": now, "exp": now + LIFETIME,
              "scope": form.get("scope", "")}
    return 200, {"access_token": signed(claims), "token_type": "Bearer", "expires_in": LIFETIME}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        pages = {"/.well-known/openid-configuration": configuration, "/keys": keys}
        page = pages.get(self.path)
        self.answer(*((200, page()) if page else (404, {"error": "not_found"})))

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        if self.path != "/token":
            return self.answer(404, {"error": "not_found"})
        form = dict(urllib.parse.parse_qsl(body))
        return self.answer(*token(form, self.headers.get("Authorization", "")))

    def answer(self, status, body):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


http.server.ThreadingHTTPServer(("127.0.0.1", PORT), Handler).serve_forever()
