"""What the tests of workers start from."""

import pytest

from chalicelib.settings import Settings


@pytest.fixture
def settings() -> Settings:
    """Return the settings of the stage that has the triggers."""
    given = dict.fromkeys(
        (
            "TOKEN_AUDIENCE",
            "TOKEN_KEYS_URL",
            "WRAPPED_IDENTITY_KEY",
            "WRAPPED_SEALING_KEY",
            "WRAPPED_CURSOR_KEY",
            "SIGNING_KEY",
            "SIGNING_CERTIFICATE",
            "PLATFORM_URL",
        ),
        "x",
    )
    return Settings.from_environment(
        given
        | {
            "STAGE": "back",
            "AREAS": "back",
            "PREFIX": "credit-ziyang",
            "ACCOUNT": "123456789012",
            "AWS_DEFAULT_REGION": "cn-north-1",
            "TOKEN_ISSUER": "https://issuer.invalid/",
            "TOKEN_ALGORITHMS": "ES256",
            "CHUNK_ROWS": "100",
            "EVIDENCE_SCANNER": "none",
        }
    )
