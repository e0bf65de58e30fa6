"""One factory of SDK clients, with what differs between AWS and compatible services said once.

Endpoints come from the environment alone (AWS_ENDPOINT_URL and its kin). Requests to hosts named after the
account, and checksums nobody asked for, are off: compatible services and firewalls know neither.
"""

from collections.abc import Mapping
from threading import Lock
from typing import Any

from botocore.config import Config
from botocore.session import Session

from chalicelib.stores.dynamodb_parser import FastParserFactory

USER_AGENT = "credit-ziyang"
_CONNECT_SECONDS, _READ_SECONDS, _FILE_READ_SECONDS = 2, 5, 30
_ATTEMPTS = 3
_IMPATIENT_SECONDS = 0.25
_CONNECTIONS = 32  # twice what a bulk check asks for at once; a connection beyond is made anew for each request
_ENDPOINTS = ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3")


class Clients:
    """The clients of one region, each made at its first use and kept; a client may be used by many threads."""

    def __init__(self, *, region: str, environ: Mapping[str, str]) -> None:
        """Take the region, and the environment that says whether S3 is somewhere else than on AWS."""
        self._region, self._made, self._lock = region, dict[str, Any](), Lock()
        self._is_elsewhere = any(environ.get(name) for name in _ENDPOINTS)
        self._session: Any = None

    def get(self, service: str) -> Any:
        """Return the client of a service. Shape: "dynamodb", "s3", "sqs", "kms"."""
        with self._lock:  # making a client is not thread-safe
            if service not in self._made:
                self._made[service] = self._new(service)
            return self._made[service]

    def impatient(self, service: str) -> Any:
        """Return a client of a service that is not waited for: one attempt, a quarter of a second."""
        with self._lock:
            name = f"{service}, impatient"
            if name not in self._made:
                seconds = _IMPATIENT_SECONDS
                config = self._config_of(service).merge(
                    Config(connect_timeout=seconds, read_timeout=seconds, retries={"total_max_attempts": 1})
                )
                self._made[name] = self._new(service, config)
            return self._made[name]

    def _new(self, service: str, config: Config | None = None) -> Any:
        if self._session is None:
            self._session = Session()
            self._session.register_component("response_parser_factory", FastParserFactory())
        return self._session.create_client(service, region_name=self._region, config=config or self._config_of(service))

    def _config_of(self, service: str) -> Config:
        config = Config(
            # Told whole: putting it together anew costs each request more than signing it.
            user_agent=USER_AGENT,
            account_id_endpoint_mode="disabled",
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            connect_timeout=_CONNECT_SECONDS,
            read_timeout=_FILE_READ_SECONDS if service == "s3" else _READ_SECONDS,
            retries={"mode": "standard", "total_max_attempts": _ATTEMPTS},
            max_pool_connections=_CONNECTIONS,
            # The stores send what the contracts have sent to three servers; checking it each time costs every page.
            parameter_validation=service != "dynamodb",
        )
        if service != "s3":
            return config
        style = "path" if self._is_elsewhere else "virtual"
        return config.merge(Config(signature_version="s3v4", s3={"addressing_style": style}))
