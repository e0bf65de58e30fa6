"""The environment makes a deployment, or says everything that is wrong with it at once."""

import pytest

from chalicelib.objections.deadline_rules import rules
from chalicelib.settings import DEADLINE_REGIMES, LOCAL_ISSUER, NAMES, Settings, SettingsError

DEFAULTED = {"DEADLINE_REGIME", "FANNED_ABOVE_ROWS", "PORTION_ROWS", "UPLOAD_LIMIT_MIB"}
SOUND = dict.fromkeys(NAMES, "x") | {
    "STAGE": "office",
    "AREAS": "office",
    "PREFIX": "ziyang",
    "ACCOUNT": "123456789012",
    "TOKEN_ALGORITHMS": "ES256,RS256",
    "TOKEN_ISSUER": "https://issuer.example",
    "CHUNK_ROWS": "500",
    "EVIDENCE_SCANNER": "none",
    "TOKEN_KEYS": "",
    "EXTRA_BODIES": "",
    "NOTICE_FOLDER": "",
    "NOTICE_GATEWAY_URL": "https://gateway.invalid",
    "DEADLINE_REGIME": "sichuan",
    "FANNED_ABOVE_ROWS": "20000",
    "PORTION_ROWS": "2000",
    "UPLOAD_LIMIT_MIB": "2048",
}


def test_a_sound_environment_is_read_once_and_typed() -> None:
    settings = Settings.from_environment(SOUND)

    assert (settings.stage, settings.areas, settings.chunk_rows) == ("office", frozenset({"office"}), 500)
    assert settings.token_algorithms == ("ES256", "RS256")
    assert (settings.token_keys, settings.extra_bodies) == (None, None)
    assert (settings.table("ledger"), settings.bucket("site")) == ("ziyang-ledger", "ziyang-site-123456789012")


def test_how_large_files_are_taken_is_set_or_as_it_is_by_default() -> None:
    by_default = Settings.from_environment({**SOUND, **dict.fromkeys(("FANNED_ABOVE_ROWS", "PORTION_ROWS"), "")})
    changed = Settings.from_environment({**SOUND, "FANNED_ABOVE_ROWS": "9", "UPLOAD_LIMIT_MIB": "100"})

    assert (by_default.fanned_above_rows, by_default.portion_rows, by_default.upload_limit_mib) == (20_000, 2000, 2048)
    assert (changed.fanned_above_rows, changed.upload_limit_mib) == (9, 100)


def test_all_that_is_missing_is_named_at_once() -> None:
    with pytest.raises(SettingsError) as refused:
        Settings.from_environment({})

    optional = {"TOKEN_KEYS", "EXTRA_BODIES", "NOTICE_FOLDER", "NOTICE_GATEWAY_URL", "WRAPPED_GATEWAY_KEY"}
    required = set(NAMES) - optional - DEFAULTED
    assert all(f"{name} is not set" in str(refused.value) for name in required)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"STAGE": "test"}, "STAGE test is unknown"),
        ({"AREAS": "office,cellar"}, "AREAS names cellar"),
        ({"EVIDENCE_SCANNER": "clamav"}, "EVIDENCE_SCANNER clamav is unknown"),
        ({"CHUNK_ROWS": "0"}, "CHUNK_ROWS is no positive number"),
        ({"CHUNK_ROWS": "-5"}, "CHUNK_ROWS is no positive number"),
        ({"CHUNK_ROWS": "many"}, "CHUNK_ROWS is no positive number"),
        ({"FANNED_ABOVE_ROWS": "0"}, "FANNED_ABOVE_ROWS is no positive number"),
        ({"PORTION_ROWS": "none"}, "PORTION_ROWS is no positive number"),
        ({"UPLOAD_LIMIT_MIB": "-1"}, "UPLOAD_LIMIT_MIB is no positive number"),
        ({"DEADLINE_REGIME": "atlantis"}, "DEADLINE_REGIME atlantis is unknown"),
        ({"TOKEN_ALGORITHMS": "ES256,none"}, "unsigned or a shared-secret"),
        ({"TOKEN_ALGORITHMS": "None"}, "unsigned or a shared-secret"),
        ({"TOKEN_ALGORITHMS": "HS256"}, "unsigned or a shared-secret"),
        ({"TOKEN_ISSUER": LOCAL_ISSUER}, "TOKEN_ISSUER is the local one"),
        ({"TOKEN_KEYS": "{}"}, "TOKEN_KEYS exists in the stage local alone"),
        ({"EXTRA_BODIES": "bodies.toml"}, "EXTRA_BODIES exists in the stage local alone"),
        ({"NOTICE_FOLDER": "letters"}, "NOTICE_FOLDER exists in the stage local alone"),
        ({"NOTICE_GATEWAY_URL": ""}, "NOTICE_GATEWAY_URL and WRAPPED_GATEWAY_KEY are set together"),
    ],
    ids=str,
)
def test_what_no_deployment_may_have_is_refused(changes: dict[str, str], why: str) -> None:
    with pytest.raises(SettingsError, match=why):
        Settings.from_environment({**SOUND, **changes})


def test_only_the_local_stage_takes_the_local_issuer_and_its_own_keys_and_bodies() -> None:
    of_a_developer = {"STAGE": "local", "TOKEN_ISSUER": LOCAL_ISSUER, "TOKEN_KEYS": "{}", "EXTRA_BODIES": "bodies.toml"}

    settings = Settings.from_environment({**SOUND, **of_a_developer})

    assert (settings.token_keys, settings.extra_bodies) == ("{}", "bodies.toml")


def test_the_regime_of_deadlines_is_our_own_unless_another_is_selected() -> None:
    assert Settings.from_environment(SOUND).deadline_regime == "sichuan"
    assert Settings.from_environment({**SOUND, "DEADLINE_REGIME": "henan"}).deadline_regime == "henan"


def test_the_regimes_that_can_be_selected_are_those_that_have_rules() -> None:
    assert {*DEADLINE_REGIMES, "repair", "revocation"} == set(rules().by_regime)
