"""The contract, open to all: the routes of this deployment as an OpenAPI document, and as a page to read.

What makes them is imported when one of them is asked for, and by no other route.
"""

from typing import Any

from msgspec import Struct

from chalicelib.api import answers
from chalicelib.api.answers import Answer
from chalicelib.api.audiences import PUBLIC
from chalicelib.api.routing import OFFICE, OPEN, OWN, Call, Route

_EVERYWHERE = {OPEN: PUBLIC, OWN: PUBLIC, OFFICE: PUBLIC}


class Document(Struct, frozen=True, kw_only=True):
    """An OpenAPI document. Shape: {"openapi": "3.1.0", "info": {…}, "paths": {…}, "components": {…}}."""

    openapi: str
    info: dict[str, Any]
    tags: list[dict[str, Any]]
    paths: dict[str, Any]
    components: dict[str, Any]


class Page(Struct, frozen=True):
    """A page that people read, as its text."""

    html: str


def document(call: Call) -> Answer:
    """Give the OpenAPI document of this deployment."""
    from chalicelib.api.openapi.document import text_for

    return Answer(content=text_for(call.services.settings.areas))


def page(call: Call) -> Answer:
    """Give the same as a page for people."""
    from chalicelib.api.openapi.page import POLICY, page_for

    return Answer(content=page_for(call.services.settings.areas), headers=POLICY)


ROUTES = (
    Route(
        method="GET",
        path="/openapi.json",
        zh="接口说明（OpenAPI 3.1）",
        view=document,
        serves=_EVERYWHERE,
        gives=Document,
        document=answers.JSON,
    ),
    Route(
        method="GET",
        path="/docs",
        zh="接口说明网页",
        view=page,
        serves=_EVERYWHERE,
        gives=Page,
        document=answers.HTML,
    ),
)
