"""The app on fakes: every route as it is called from outside, standing characters with their tokens, a clock held."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import jwt
from aws_lambda_powertools.utilities.idempotency.exceptions import (
    IdempotencyItemAlreadyExistsError,
    IdempotencyItemNotFoundError,
)
from aws_lambda_powertools.utilities.idempotency.persistence.base import BasePersistenceLayer
from aws_lambda_powertools.utilities.idempotency.persistence.datarecord import DataRecord
from chalice.app import Chalice
from chalice.test import Client
from cryptography.hazmat.primitives.asymmetric import ec

from chalicelib import wiring
from chalicelib.api.doors import open_doors, routes_in
from chalicelib.library.identities import Documents, Seal
from chalicelib.library.records import Record
from chalicelib.settings import LOCAL_ISSUER, Settings
from chalicelib.terms import tables
from chalicelib.terms.bodies import Bodies
from chalicelib.wiring import Services
from tests import fakes
from tests.app import contract
from tests.factories import BODY, BODY_NAME, DIVISION, NOW, a_credit_code, a_subject
from tests.fakes_acts import stores_of_acts
from tests.fakes_bulk import bulk_stores
from tests.fakes_evidence import MemoryEvidence
from tests.fakes_grants import stores_of_grants
from tests.fakes_limits import MemoryLimits

KEY_ID = "key-1"
EVERY_AREA = frozenset({"open", "own", "office", "back"})
ROUTES = routes_in(EVERY_AREA)
CITIZEN_NUMBER = "512002199003070019"
COUNTY_BODY, CENTRE = "shili-xian", "shili-zhongxin"
WHY = {"X-Purpose": "supervision", "X-Matter-Number": "%E8%99%9A%E6%9E%84%E6%A3%80%E3%80%941%E3%80%95"}
_SOURCE = {"confirmed": True, "source": "示例数据，纯属虚构"}


@cache
def signing_key(name: str = "issuer") -> ec.EllipticCurvePrivateKey:
    """Return a key made for this run; another name, another key."""
    del name
    return ec.generate_private_key(ec.SECP256R1())


def key_set() -> str:
    """Return the issuer's public key as a JWKS."""
    public = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(signing_key().public_key()))
    return json.dumps({"keys": [{**public, "kid": KEY_ID, "use": "sig", "alg": "ES256"}]})


def settings_for(areas: frozenset[str]) -> Settings:
    """Return the settings of a local deployment that opens some areas."""
    return Settings(
        stage="local",
        areas=areas,
        prefix="ziyang-test",
        account="000000000000",
        region="cn-north-1",
        token_issuer=LOCAL_ISSUER,
        token_audience="ziyang",
        token_algorithms=("ES256",),
        token_keys_url="https://issuer.invalid/keys",
        wrapped_identity_key="-",
        wrapped_sealing_key="-",
        wrapped_cursor_key="-",
        signing_key="-",
        tipper_key="-",
        signing_certificate="-",
        platform_url="https://platform.invalid",
        chunk_rows=500,
        evidence_scanner="eicar",
        token_keys=key_set(),
    )


def claims_of(character: str, **changes: Any) -> dict[str, Any]:
    """Return the claims of one of the standing characters; a change to None leaves a claim out."""
    now = datetime.now().astimezone()
    standing = {"iss": LOCAL_ISSUER, "aud": "ziyang", "iat": now, "exp": now + timedelta(hours=1)}
    claims = {**standing, "sub": f"{character}-1", "role": character, **_OWN_CLAIMS.get(character, {}), **changes}
    return {name: value for name, value in claims.items() if value is not None}


def token_for(character: str, **changes: Any) -> str:
    """Return the token of one of the standing characters."""
    return jwt.encode(claims_of(character, **changes), signing_key(), algorithm="ES256", headers={"kid": KEY_ID})


_OWN_CLAIMS: dict[str, dict[str, str]] = {
    "citizen": {"subject": CITIZEN_NUMBER, "identified_by": "real-name"},
    "representative": {"subject": a_subject().key, "identified_by": "business licence"},
    "department": {"body": BODY, "division": DIVISION, "identified_by": "real-name"},
    "desk": {"body": CENTRE, "division": DIVISION, "identified_by": "real-name"},
    "lead": {"body": CENTRE, "division": DIVISION, "identified_by": "real-name"},
    "counter": {"body": CENTRE, "division": DIVISION, "identified_by": "real-name"},
    "agency": {"subject": a_subject(7).key, "identified_by": "business licence"},
}
ROLES = ("citizen", "representative", "department", "desk", "lead", "counter", "tips", "reviewer", "auditor", "agency")


@cache
def invented_bodies() -> Bodies:
    """Return the platform's bodies and three of nowhere: a city's, a county's, a centre."""
    rows = [
        (BODY, "city", "department", DIVISION, BODY_NAME, 900),
        (COUNTY_BODY, "county", "department", "512021", "示例虚构县监督管理局", 901),
        (CENTRE, "city", "centre", DIVISION, "示例虚构信用中心", 902),
    ]
    return Bodies.from_tables(
        tables.table("terms/bodies"),
        {
            "bodies": [
                {
                    "key": key,
                    "level": level,
                    "kind": kind,
                    "division": division,
                    "names": [{"name": name}],
                    "credit_code": a_credit_code(number, kind="11"),
                    **_SOURCE,
                }
                for key, level, kind, division, name, number in rows
            ]
        },
    )


class MemoryRepeats(BasePersistenceLayer):
    """What was made under which idempotency key; `items` is all that is kept."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()  # type: ignore[no-untyped-call]  # powertools' own
        self.items: dict[str, DataRecord] = {}

    def _get_record(self, idempotency_key: str) -> DataRecord:
        if idempotency_key not in self.items:
            raise IdempotencyItemNotFoundError
        return self.items[idempotency_key]

    def _put_record(self, data_record: DataRecord) -> None:
        held = self.items.get(data_record.idempotency_key)
        if held is not None:
            self._validate_payload(data_record, held)
            raise IdempotencyItemAlreadyExistsError(old_data_record=held)
        self.items[data_record.idempotency_key] = data_record

    def _update_record(self, data_record: DataRecord) -> None:
        self.items[data_record.idempotency_key] = data_record

    def _delete_record(self, data_record: DataRecord) -> None:
        self.items.pop(data_record.idempotency_key, None)


@dataclass(frozen=True, slots=True)
class Said:
    """What was answered; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def json(self) -> Any:
        """Return the body as what it says."""
        return json.loads(self.text)


@dataclass(slots=True)
class Clock:
    """A clock that stands until it is moved."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        """Return the instant at which it stands."""
        return self.now


@dataclass(slots=True)
class World:
    """One deployment on fakes."""

    services: Any
    app: Chalice
    client: Client
    clock: Clock = field(default_factory=Clock)

    def ask(
        self,
        method: str,
        path: str,
        *,
        body: Any = None,
        token: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Said:
        """Call a route; a body that is no bytes is sent as JSON."""
        sent = dict(headers or {})
        content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        if body is not None:
            sent.setdefault("Content-Type", "application/json")
        if token is not None:
            sent["Authorization"] = f"Bearer {token}"
        with wiring.using(self.services):
            answer = self.client.http.request(method, path, headers=sent, body=content)
        text = answer.body.decode() if isinstance(answer.body, bytes) else answer.body or ""
        said = Said(answer.status_code, {name.lower(): value for name, value in answer.headers.items()}, text)
        contract.must_tell_of(said, method=method, path=path, areas=self.services.settings.areas)
        return said

    def hold(self, *records: Record) -> None:
        """Put records into the library and tell every part of them, as an act does."""
        from chalicelib.library.changes import Change

        for record in records:
            self.services.library.put(record, over=None)
        with wiring.using(self.services):
            self.services.announce([Change(before=None, after=one, by="supply", role="system") for one in records])

    @property
    def looks(self) -> list[Any]:
        """Return the looks on the ledger, oldest first."""
        return [entry for entry in self.services.ledger.all() if entry.kind == "look"]


def a_world(areas: frozenset[str] = EVERY_AREA, **parts: Any) -> World:
    """Return a deployment that opens some areas, on empty fakes; parts are put in place of them."""
    made: dict[str, Any] = {
        **fakes.stores_of_records(),
        **stores_of_grants(),
        **stores_of_acts(),
        "cases": fakes.MemoryCases(),
        "casework": fakes.MemoryCasework(),
        "numbers": fakes.FixedNumbers(),
        "documents": Documents("v1", b"d" * 32),
        "seal": Seal(b"s" * 32),
        "cursors": Seal(b"c" * 32),
        "bodies": invented_bodies(),
        "signer": fakes.MemorySigner(),
        "repeats": MemoryRepeats(),
        "limits": MemoryLimits(),
        **bulk_stores(),
        "evidence": MemoryEvidence(),
    }
    return around(Services(settings_for(areas), **{**made, **parts}))


def around(services: Services) -> World:
    """Return the deployment that works with these services, its clock as it stands at first."""
    # Chalice writes itself behind what stands there: the User-Agent of every client would grow with every world.
    app, clock = Chalice("credit-ziyang", configure_logs=False, env={}), Clock()
    open_doors(app, services.settings.areas, clock=clock)
    return World(services, app, Client(app), clock)
