"""A mail server to be rude with: it takes letters over TLS, or drops or keeps silent when told to."""

import datetime as dt
import email
import ipaddress
import pathlib
import socketserver
import ssl
import threading
import time

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

HERE = "127.0.0.1"
SILENCE_SECONDS = 60


class Postbox:
    """Listens on a port of its own; `letters` holds what it took.

    mood  'kind'; 'drops' and 'silent' before it has a letter; 'swallows' and 'mute' after it took one, whose sender then
          cannot know; 'refuses' every address for ever
    """

    def __init__(self, folder: pathlib.Path) -> None:
        self.mood = "kind"
        self.letters: list[email.message.Message] = []
        self.certificate = folder / "postbox.pem"
        _certify(self.certificate)
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls.load_cert_chain(self.certificate)
        self.server: socketserver.ThreadingTCPServer | None = None

    def open(self, port: int = 0) -> int:
        postbox = self

        class Conversation(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                postbox.talk(self.request)

        socketserver.ThreadingTCPServer.allow_reuse_address = True
        socketserver.ThreadingTCPServer.daemon_threads = True
        self.server = socketserver.ThreadingTCPServer((HERE, port), Conversation)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self.server.server_address[1]

    def close(self) -> None:
        if self.server:
            self.server.shutdown()
            self.server.server_close()

    def talk(self, connection) -> None:
        """Hold one conversation, as much of RFC 5321 as a sender needs."""
        stream = connection.makefile("rwb", buffering=0)
        _say(stream, "220 postbox")
        while line := stream.readline():
            verb = line.split()[0].upper() if line.split() else b""
            if verb == b"EHLO":
                _say(stream, "250-postbox\r\n250 STARTTLS")
            elif verb == b"STARTTLS":
                _say(stream, "220 go on")
                connection = self.tls.wrap_socket(connection, server_side=True)
                stream = connection.makefile("rwb", buffering=0)
            elif verb == b"DATA":
                if not self._take(stream):
                    return
            elif verb == b"RCPT" and self.mood == "refuses":
                _say(stream, "550 nobody of that name")
            elif verb == b"QUIT":
                _say(stream, "221 bye")
                return
            else:
                _say(stream, "250 fine")

    def _take(self, stream) -> bool:
        if self.mood == "drops":
            return False
        if self.mood == "silent":
            time.sleep(SILENCE_SECONDS)
            return False
        _say(stream, "354 go on")
        lines = []
        while (line := stream.readline()) != b".\r\n":
            if not line:
                return False
            lines.append(line)
        self.letters.append(email.message_from_bytes(b"".join(lines)))
        if self.mood == "swallows":
            return False
        if self.mood == "mute":
            time.sleep(SILENCE_SECONDS)
            return False
        _say(stream, "250 taken")
        return True


def _say(stream, words: str) -> None:
    stream.write(words.encode() + b"\r\n")


def _certify(file: pathlib.Path) -> None:
    """Write a key and a certificate for this machine, good for a day."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HERE)])
    now = dt.datetime.fromtimestamp(time.time(), tz=dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(HERE))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
