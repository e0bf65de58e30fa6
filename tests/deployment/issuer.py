"""An issuer of tokens for a deployment: a signing key, and its key set published over https on the loopback."""

import json
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from infra.local.tokens import Mint

ISSUER, AUDIENCE = "https://issuer.example", "credit-ziyang-deployed"


@dataclass(frozen=True)
class Issuer:
    """Who signs the tokens, where its keys are, and the certificate that says it is they."""

    mint: Mint
    keys_url: str
    certificate: Path

    @property
    def parameters(self) -> Mapping[str, str]:
        """Return what a deployment is told of the issuer."""
        return {"TokenIssuer": ISSUER, "TokenAudience": AUDIENCE, "TokenKeysUrl": self.keys_url}

    def token(self, **claims: Any) -> str:
        """Return a token that the deployment accepts."""
        return self.mint.token(**{"iss": ISSUER, "aud": AUDIENCE, **claims})


@contextmanager
def issuing(folder: Path) -> Iterator[Issuer]:
    """Publish the keys of a new issuer for a block; its certificate is written into a folder."""
    mint = Mint.new()
    certificate = _certificate_in(folder)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _publisher_of(json.dumps(mint.key_set()).encode()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Issuer(mint, f"https://127.0.0.1:{server.server_port}/keys", certificate)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _publisher_of(key_set: bytes) -> type[BaseHTTPRequestHandler]:
    class Publisher(BaseHTTPRequestHandler):
        """Answers every GET with the key set."""

        def do_GET(self) -> None:
            """Answer."""
            self.send_response(200)
            self.send_header("Content-Type", "application/jwk-set+json")
            self.send_header("Content-Length", str(len(key_set)))
            self.end_headers()
            self.wfile.write(key_set)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    return Publisher


def _certificate_in(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "issuer of a test")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ) + certificate.public_bytes(serialization.Encoding.PEM)
    path = folder / "issuer.pem"
    path.write_bytes(pem)
    return path
