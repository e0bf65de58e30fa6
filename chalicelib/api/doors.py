"""Doors: the table of every route, in the order in which a reader of the contract meets them."""

from chalice.app import Chalice

from chalicelib.api import desk, health, objections, own, publications, register, reports, subjects, uploads
from chalicelib.api.routing import Clock, Route, open_routes, utc_now

ROUTES: tuple[Route, ...] = (
    *health.ROUTES,
    *register.ROUTES,
    *subjects.ROUTES,
    *reports.ROUTES,
    *publications.ROUTES,
    *own.ROUTES,
    *uploads.ROUTES,
    *objections.ROUTES,
    *desk.ROUTES,
)


def open_doors(app: Chalice, areas: frozenset[str], *, clock: Clock = utc_now) -> None:
    """Open every route that the areas of a deployment have."""
    open_routes(app, ROUTES, areas=areas, clock=clock)
