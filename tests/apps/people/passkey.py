"""A passkey in software, for the tests: makes a key pair, answers a page's question as a browser would."""

import hashlib
import json
import re
import secrets

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor, cose, utils

SEEN_AND_VERIFIED, WITH_KEY = 0x05, 0x40


def question_on(page) -> dict:
    """What the page asks the browser to sign."""
    return json.loads(
        re.search(r'<script id="js_data"[^>]*>(.*?)</script>', page.content.decode(), re.DOTALL).group(1)
    )


class Passkey:
    def __init__(self, site="testserver"):
        self.site = site
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(16)
        self.owner = b""

    def _said(self, kind, challenge):
        return json.dumps({"type": kind, "challenge": challenge, "origin": f"http://{self.site}"}).encode()

    def _seen(self, flags, more=b""):
        return hashlib.sha256(self.site.encode()).digest() + bytes([flags]) + bytes(4) + more

    def _answer(self, **response):
        return json.dumps(
            {
                "id": utils.websafe_encode(self.id),
                "rawId": utils.websafe_encode(self.id),
                "type": "public-key",
                "response": {name: utils.websafe_encode(value) for name, value in response.items()},
                "clientExtensionResults": {"credProps": {"rk": True}},
            }
        )

    def introduce(self, options):
        """Answer a page that adds a passkey."""
        asked = options["creation_options"]["publicKey"]
        self.owner = utils.websafe_decode(asked["user"]["id"])
        public = cbor.encode(dict(cose.ES256.from_cryptography_key(self.key.public_key())))
        known = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public
        seen = self._seen(SEEN_AND_VERIFIED | WITH_KEY, known)
        return self._answer(
            clientDataJSON=self._said("webauthn.create", asked["challenge"]),
            attestationObject=cbor.encode({"fmt": "none", "attStmt": {}, "authData": seen}),
        )

    def sign(self, options):
        """Answer a page that asks who is there."""
        said = self._said("webauthn.get", options["request_options"]["publicKey"]["challenge"])
        seen = self._seen(SEEN_AND_VERIFIED)
        signature = self.key.sign(seen + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            clientDataJSON=said, authenticatorData=seen, signature=signature, userHandle=self.owner
        )
