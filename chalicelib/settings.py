"""The environment, read once into a frozen `Settings`; nobody else reads it.

Endpoints of the services are not here: the SDK reads AWS_ENDPOINT_URL and its kin itself, so the
same code runs on AWS in any partition and on the compatible services of a government cloud.
"""

from collections.abc import Mapping
from dataclasses import dataclass

AREAS = frozenset({"open", "own", "office", "back"})
SCANNERS = frozenset({"none", "eicar"})
STAGES = frozenset({"local", "open", "own", "office", "back"})
LOCAL_ISSUER = "urn:ziyang:local"

_REQUIRED = (
    "STAGE",
    "AREAS",
    "PREFIX",
    "ACCOUNT",
    "AWS_DEFAULT_REGION",
    "TOKEN_ISSUER",
    "TOKEN_AUDIENCE",
    "TOKEN_ALGORITHMS",
    "TOKEN_KEYS_URL",
    "WRAPPED_IDENTITY_KEY",
    "WRAPPED_SEALING_KEY",
    "WRAPPED_CURSOR_KEY",
    "SIGNING_KEY",
    "TIPPER_KEY",
    "SIGNING_CERTIFICATE",
    "PLATFORM_URL",
    "CHUNK_ROWS",
    "EVIDENCE_SCANNER",
)
_OPTIONAL = ("TOKEN_KEYS", "EXTRA_BODIES", "NOTICE_FOLDER")
_GATEWAY = ("NOTICE_GATEWAY_URL", "WRAPPED_GATEWAY_KEY")
_DEFAULTED = {"DEADLINE_REGIME": "sichuan"}
NUMBERS = {"FANNED_ABOVE_ROWS": "20000", "PORTION_ROWS": "2000", "UPLOAD_LIMIT_MIB": "2048"}
DEADLINE_REGIMES = ("sichuan", "shanghai", "zhejiang", "shandong", "henan", "shenzhen", "guangzhou")
NAMES = (*_REQUIRED, *_OPTIONAL, *_GATEWAY, *_DEFAULTED, *NUMBERS)


class SettingsError(Exception):
    """The environment does not make a deployment; says everything that is wrong with it at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a deployment is told from outside.

    `areas` are the doors it opens: `open` (public), `own` (subjects), `office` (departments, desk),
    `back` (triggers). `token_keys` is a JWKS given in place of `token_keys_url`. `extra_bodies` is a
    TOML file of further bodies, `notice_folder` where letters are written instead of sent. All three, and the local
    issuer, exist in the stage `local` alone. `notice_gateway_url` is what sends letters; without it none leaves.

    `tipper_key` is the key that who reports is sealed under, and nothing else.

    `signing_certificate` is that of the signing key, with those of its issuers behind it where there is room (base64 of
    DER, separated by commas); `platform_url` is where anyone verifies a report.

    `evidence_scanner` is what looks for malware in evidence: `none`, or `eicar`, which knows the test string alone.
    `deadline_regime` is whose day counts bind the objections that are filed (`objections/deadlines.toml`).

    A file of more than `fanned_above_rows` rows is taken in by many functions at once, each by `portion_rows` of them;
    one of up to `upload_limit_mib` can be sent, in parts.

    Units: chunk_rows in rows taken in between two commits of a batch.
    """

    stage: str
    areas: frozenset[str]
    prefix: str
    account: str
    region: str
    token_issuer: str
    token_audience: str
    token_algorithms: tuple[str, ...]
    token_keys_url: str
    wrapped_identity_key: str
    wrapped_sealing_key: str
    wrapped_cursor_key: str
    signing_key: str
    tipper_key: str
    signing_certificate: str
    platform_url: str
    chunk_rows: int
    evidence_scanner: str
    token_keys: str | None = None
    extra_bodies: str | None = None
    notice_folder: str | None = None
    notice_gateway_url: str | None = None
    wrapped_gateway_key: str | None = None
    deadline_regime: str = _DEFAULTED["DEADLINE_REGIME"]
    fanned_above_rows: int = int(NUMBERS["FANNED_ABOVE_ROWS"])
    portion_rows: int = int(NUMBERS["PORTION_ROWS"])
    upload_limit_mib: int = int(NUMBERS["UPLOAD_LIMIT_MIB"])

    def table(self, name: str) -> str:
        """Return the full name of a table or a queue."""
        return f"{self.prefix}-{name}"

    def bucket(self, name: str) -> str:
        """Return the full name of a bucket; bucket names are global, so the account is in them."""
        return f"{self.prefix}-{name}-{self.account}"

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> "Settings":
        """Read the settings.

        Raises: SettingsError naming all that is missing or wrong.
        """
        wrong = [f"{name} is not set" for name in _REQUIRED if not environ.get(name)]
        wrong += _faults_in(environ)
        if wrong:
            raise SettingsError("; ".join(wrong))
        return cls(
            stage=environ["STAGE"],
            areas=frozenset(environ["AREAS"].split(",")),
            prefix=environ["PREFIX"],
            account=environ["ACCOUNT"],
            region=environ["AWS_DEFAULT_REGION"],
            token_issuer=environ["TOKEN_ISSUER"],
            token_audience=environ["TOKEN_AUDIENCE"],
            token_algorithms=tuple(environ["TOKEN_ALGORITHMS"].split(",")),
            token_keys_url=environ["TOKEN_KEYS_URL"],
            wrapped_identity_key=environ["WRAPPED_IDENTITY_KEY"],
            wrapped_sealing_key=environ["WRAPPED_SEALING_KEY"],
            wrapped_cursor_key=environ["WRAPPED_CURSOR_KEY"],
            signing_key=environ["SIGNING_KEY"],
            tipper_key=environ["TIPPER_KEY"],
            signing_certificate=environ["SIGNING_CERTIFICATE"],
            platform_url=environ["PLATFORM_URL"].rstrip("/"),
            chunk_rows=int(environ["CHUNK_ROWS"]),
            evidence_scanner=environ["EVIDENCE_SCANNER"],
            token_keys=environ.get("TOKEN_KEYS") or None,
            extra_bodies=environ.get("EXTRA_BODIES") or None,
            notice_folder=environ.get("NOTICE_FOLDER") or None,
            notice_gateway_url=environ.get("NOTICE_GATEWAY_URL") or None,
            wrapped_gateway_key=environ.get("WRAPPED_GATEWAY_KEY") or None,
            deadline_regime=(_DEFAULTED | dict(environ))["DEADLINE_REGIME"],
            **{name.lower(): int(environ.get(name) or number) for name, number in NUMBERS.items()},
        )


def _faults_in(environ: Mapping[str, str]) -> list[str]:
    stage, faults = environ.get("STAGE", ""), []
    if stage and stage not in STAGES:
        faults.append(f"STAGE {stage} is unknown")
    unknown = sorted(set(environ.get("AREAS", "open").split(",")) - AREAS)
    if unknown:
        faults.append(f"AREAS names {', '.join(unknown)}, which is no area")
    numbers = ((name, environ.get(name) or "1") for name in ("CHUNK_ROWS", *NUMBERS))
    faults += [f"{name} is no positive number" for name, said in numbers if not said.isdecimal() or not int(said)]
    faults += _unknown_in(environ)
    if any(name.lower() == "none" or name.startswith("HS") for name in environ.get("TOKEN_ALGORITHMS", "").split(",")):
        faults.append("TOKEN_ALGORITHMS allows an unsigned or a shared-secret algorithm")
    faults += _faults_of_gateway(environ)
    if stage != "local":
        if environ.get("TOKEN_ISSUER") == LOCAL_ISSUER:
            faults.append("TOKEN_ISSUER is the local one, which no other stage accepts")
        faults += [f"{name} exists in the stage local alone" for name in _OPTIONAL if environ.get(name)]
    return faults


def _unknown_in(environ: Mapping[str, str]) -> list[str]:
    lists = {"EVIDENCE_SCANNER": SCANNERS, "DEADLINE_REGIME": DEADLINE_REGIMES}
    given = [(name, environ[name], known) for name, known in lists.items() if environ.get(name)]
    return [f"{name} {value} is unknown" for name, value, known in given if value not in known]


def _faults_of_gateway(environ: Mapping[str, str]) -> list[str]:
    url, key = (environ.get(name) for name in _GATEWAY)
    return [f"{' and '.join(_GATEWAY)} are set together"] if bool(url) != bool(key) else []
