"""The certificate of the local cloud's signing key: self-signed, and its subject says that it is for tests."""

import base64
import secrets
from datetime import UTC, datetime, timedelta

from asn1crypto.keys import PublicKeyInfo
from asn1crypto.x509 import Certificate, Name, TbsCertificate, Time

from chalicelib.ledger.signatures import Signer

SUBJECT = {"common_name": "TEST 测试专用，不具效力", "organization_name": "TEST 信用资阳本地环境"}
LASTS = timedelta(days=365)
_SUITE = {"algorithm": "sha256_ecdsa"}


def self_signed(signer: Signer, *, now: datetime | None = None) -> str:
    """Return a certificate as the settings give it: base64 of DER."""
    begins = (now or datetime.now(UTC)).replace(microsecond=0) - timedelta(minutes=5)
    subject = Name.build(SUBJECT)
    to_be_signed = TbsCertificate(
        {
            "version": "v3",
            "serial_number": secrets.randbits(64),
            "signature": _SUITE,
            "issuer": subject,
            "validity": {"not_before": Time({"utc_time": begins}), "not_after": Time({"utc_time": begins + LASTS})},
            "subject": subject,
            "subject_public_key_info": PublicKeyInfo.load(signer.public_key()),
            "extensions": [
                {"extn_id": "key_usage", "critical": True, "extn_value": {"digital_signature", "non_repudiation"}}
            ],
        }
    )
    certificate = Certificate(
        {
            "tbs_certificate": to_be_signed,
            "signature_algorithm": _SUITE,
            "signature_value": signer.sign(to_be_signed.dump()),
        }
    )
    return base64.b64encode(certificate.dump()).decode()
