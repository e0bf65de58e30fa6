"""Doors: the table of every route, in the order in which a reader of the contract meets them.

A deployment imports only what the areas it opens have: the public one knows no case and no file of a department.
"""

from importlib import import_module

from chalice.app import Chalice

from chalicelib.api.routing import OFFICE, OPEN, OWN, Clock, Route, open_routes, utc_now

_EVERYWHERE = frozenset({OPEN, OWN, OFFICE})
PARTS = {
    "health": _EVERYWHERE,
    "contract": _EVERYWHERE,
    "catalogue": _EVERYWHERE,
    "sectors": _EVERYWHERE,
    "templates": _EVERYWHERE,
    "register": _EVERYWHERE,
    "search": frozenset({OPEN}),
    "subjects": _EVERYWHERE,
    "reports": _EVERYWHERE,
    "verifications": _EVERYWHERE,
    "publications": frozenset({OPEN}),
    "statistics": frozenset({OPEN}),
    "own": frozenset({OWN}),
    "bulk_checks": frozenset({OFFICE}),
    "bulk_jobs": frozenset({OFFICE}),
    "grants": frozenset({OWN, OFFICE}),
    "lookups": frozenset({OWN, OFFICE}),
    "counter": frozenset({OWN}),
    "accesses": frozenset({OWN}),
    "ledger": _EVERYWHERE,
    "uploads": frozenset({OFFICE}),
    "parts": frozenset({OFFICE}),
    "plans": frozenset({OFFICE}),
    "systems": frozenset({OFFICE}),
    "evidence": frozenset({OWN, OFFICE}),
    "objections": frozenset({OWN, OFFICE}),
    "repairs": frozenset({OWN, OFFICE}),
    "queues": frozenset({OFFICE}),
    "desk": frozenset({OFFICE}),
    "moves": frozenset({OFFICE}),
    "handovers": frozenset({OFFICE}),
    "notices": frozenset({OWN, OFFICE}),
    "tips": frozenset({OPEN, OWN}),
    "tip_desk": frozenset({OFFICE}),
    "complaints": frozenset({OWN, OFFICE}),
    "liability": frozenset({OFFICE}),
    "incidents": frozenset({OFFICE}),
}


def routes_in(areas: frozenset[str]) -> tuple[Route, ...]:
    """Return the routes of the parts that have any in these areas."""
    routes: list[Route] = []
    for part, its_areas in PARTS.items():
        if areas & its_areas:
            routes += import_module(f"chalicelib.api.{part}").ROUTES
    return tuple(routes)


def open_doors(app: Chalice, areas: frozenset[str], *, clock: Clock = utc_now) -> None:
    """Open every route that the areas of a deployment have."""
    open_routes(app, routes_in(areas), areas=areas, clock=clock)
