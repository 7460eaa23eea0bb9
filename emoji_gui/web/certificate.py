"""A certificate made on the spot, for as long as the program runs."""

from __future__ import annotations

import datetime
import ipaddress
import os
import ssl
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

DAYS: Final = 30
"""A program that runs longer is started again; the certificate is then a new one."""


@dataclass(frozen=True)
class Certificate:
    """A key and what vouches for it: itself.

    Attributes:
        pem: certificate in PEM.
        key: private key in PEM; it is never kept in a file.
        fingerprint: SHA-256 as browsers show it, ``AB:CD:...``.
    """

    pem: bytes
    key: bytes
    fingerprint: str

    def context(self) -> ssl.SSLContext:
        """A server's TLS settings with this certificate, TLS 1.2 or newer."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        # OpenSSL reads from files only; these are ours alone and gone at once.
        with tempfile.TemporaryDirectory(prefix="emoji-mirror-") as folder:
            file = Path(folder) / "mirror.pem"
            file.touch(mode=0o600)
            file.write_bytes(self.key + self.pem)
            context.load_cert_chain(file)
        return context


def make_certificate(hosts: Sequence[str], now: datetime.datetime | None = None) -> Certificate:
    """Make a key (P-256) and a certificate that it signs itself.

    Args:
        hosts: names and addresses that it is good for.
        now: the time, with its zone; by default that of the clock.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    now = datetime.datetime.now(datetime.UTC) if now is None else now
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Emoji Mirror")])
    alternatives: list[x509.GeneralName] = []
    for host in dict.fromkeys(hosts):
        try:
            alternatives.append(x509.IPAddress(ipaddress.ip_address(host)))
        except ValueError:
            alternatives.append(x509.DNSName(host.encode("idna").decode("ascii")))
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(int.from_bytes(os.urandom(16)) >> 1)
        # A phone's clock may be behind this one's.
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=DAYS))
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    return Certificate(
        certificate.public_bytes(serialization.Encoding.PEM),
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
        certificate.fingerprint(hashes.SHA256()).hex(":").upper(),
    )
