"""Sealing (电子签章): the platform's key signs a PDF, as PAdES; the private key stays in the key store.

The seal certifies that nothing may be changed any more. Its time is the platform's own clock: no time stamp of another
authority is asked for, since nothing is fetched while signing.

Source: ETSI EN 319 142-1 (PAdES baseline B-B); RFC 5652 §5.4 (what is signed are the signed attributes).
"""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

from chalicelib.ledger.signatures import SUITES, Signer

if TYPE_CHECKING:
    from pyhanko.sign.fields import InvisSigSettings
    from pyhanko.sign.signers.pdf_cms import Signer as CmsSigner

FIELD = "Seal"
# What a seal takes besides its certificates. Units: bytes.
_ROOM_BYTES = 1024


class SealError(Exception):
    """There is no certificate that this key could seal with: nothing is printed without a seal."""


@dataclass(frozen=True, slots=True)
class Seal:
    """The key that seals and its certificate, those of who issued it behind it. Shape: each DER."""

    signer: Signer
    certificates: tuple[bytes, ...]

    @classmethod
    def of(cls, signer: Signer, certificates: str) -> "Seal":
        """Return the seal of a key by its certificates as settings give them.

        Shape:  base64 of DER, separated by commas, the key's own first
        Raises: SealError for what is no certificate, or one of another key.
        """
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
        from cryptography.x509 import load_der_x509_certificate

        try:
            found = tuple(base64.b64decode(one, validate=True) for one in certificates.split(","))
            key = load_der_x509_certificate(found[0]).public_key()
        except (binascii.Error, ValueError) as error:
            raise SealError("the signing certificate is none") from error
        if key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo) != signer.public_key():
            raise SealError("the signing certificate is of another key")
        return cls(signer, found)

    def check_at(self, at: datetime) -> None:
        """Stop where the certificate is not in force at an instant.

        Raises: SealError.
        """
        from cryptography.x509 import load_der_x509_certificate

        certificate = load_der_x509_certificate(self.certificates[0])
        if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
            raise SealError(f"the signing certificate is not in force on {at:%Y-%m-%d}")


def sealed(pdf: bytes, *, seal: Seal, at: datetime) -> bytes:
    """Return a PDF sealed at an instant.

    Raises: SealError for a certificate that is not in force then.
    """
    import asyncio

    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter, append_signature_field
    from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigMDPSetup, SigObjSetup
    from pyhanko.sign.signers.pdf_byterange import SignatureObject

    seal.check_at(at)
    digest = SUITES[seal.signer.suite].digest
    room = 2 * (_ROOM_BYTES + sum(map(len, seal.certificates)))
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    append_signature_field(writer, SigFieldSpec(FIELD, invis_sig_settings=_unseen()))
    steps = PdfCMSEmbedder().write_cms(FIELD, writer, existing_fields_only=True)
    next(steps)
    steps.send(
        SigObjSetup(
            SignatureObject(timestamp=at, subfilter=SigSeedSubFilter.PADES, bytes_reserved=room),
            mdp_setup=SigMDPSetup(md_algorithm=digest, certify=True, docmdp_perms=MDPPerm.NO_CHANGES),
        )
    )
    prepared, out = steps.send(SigIOSetup(md_algorithm=digest))
    signing = _cms_signer(seal).async_sign(prepared.document_digest, digest, use_pades=True)
    steps.send(asyncio.run(signing))
    return bytes(out.getvalue())


def _unseen() -> "InvisSigSettings":
    """Return how a field is hidden that has no place among the tags (PDF/UA-1)."""
    from pyhanko.sign.fields import InvisSigSettings

    return InvisSigSettings(set_print_flag=False, set_hidden_flag=True)


def _cms_signer(seal: Seal) -> "CmsSigner":
    """Return what pyHanko asks to sign: it makes the attributes, our key store signs them."""
    from asn1crypto.x509 import Certificate
    from pyhanko.sign.signers.pdf_cms import Signer as CmsSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    class ByKeyStore(CmsSigner):
        """Signs by the platform's key."""

        async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:  # noqa: ARG002, FBT001, FBT002 -- pyHanko's signature
            """Return the signature of the signed attributes."""
            return seal.signer.sign(data)

    own, *others = map(Certificate.load, seal.certificates)
    registry = SimpleCertificateStore()  # type: ignore[no-untyped-call]  # pyHanko's own
    registry.register_multiple(others)
    return ByKeyStore(signing_cert=own, cert_registry=registry)
