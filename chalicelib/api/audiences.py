"""Audiences: who may call a route; every route names its own, and what is not named is refused."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from chalicelib.errors import ForbiddenError, RefusalError, UnauthenticatedError
from chalicelib.library import readers
from chalicelib.library.readers import Level, Reader

if TYPE_CHECKING:
    from chalicelib.intake.systems.system import System


class Audience(StrEnum):
    """Who calls, by the role of their token; without a token, the public."""

    PUBLIC = "public"
    SUBJECT = "subject"
    DEPARTMENT = "department"
    DESK = "desk"
    LEAD = "lead"
    COUNTER = "counter"
    TIPS = "tips"
    REVIEWER = "reviewer"
    AUDITOR = "auditor"
    AGENCY = "agency"
    SYSTEM = "system"


class Role(StrEnum):
    """The roles that a token may name; no other is known."""

    CITIZEN = "citizen"
    REPRESENTATIVE = "representative"
    DEPARTMENT = "department"
    DESK = "desk"
    LEAD = "lead"
    COUNTER = "counter"
    TIPS = "tips"
    REVIEWER = "reviewer"
    AUDITOR = "auditor"
    AGENCY = "agency"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: as which audience, in what standing they look, and how the issuer made sure who they are.

    `system` is the registered system that calls, if one does.
    """

    audience: Audience
    reader: Reader
    identified_by: str | None = None
    system: "System | None" = None


ANYONE = Caller(Audience.PUBLIC, readers.PUBLIC)

PUBLIC = frozenset({Audience.PUBLIC})
SUBJECT = frozenset({Audience.SUBJECT})
DEPARTMENT = frozenset({Audience.DEPARTMENT})
DESK = frozenset({Audience.DESK, Audience.LEAD})
LEAD = frozenset({Audience.LEAD})
COUNTER = frozenset({Audience.COUNTER})
AGENCY = frozenset({Audience.AGENCY})
REVIEWER = frozenset({Audience.REVIEWER})
AUDITOR = frozenset({Audience.AUDITOR})
TIPS = frozenset({Audience.TIPS})
SYSTEM = frozenset({Audience.SYSTEM})

_OF_SUBJECTS = frozenset({Role.CITIZEN, Role.REPRESENTATIVE})
_LEVELS = {
    Audience.SUBJECT: Level.SUBJECT,
    Audience.DEPARTMENT: Level.DEPARTMENT,
    Audience.SYSTEM: Level.DEPARTMENT,
    Audience.DESK: Level.DESK,
    Audience.LEAD: Level.DESK,
    Audience.AGENCY: Level.AGENCY,
    Audience.REVIEWER: Level.DESK,
    Audience.AUDITOR: Level.DESK,
    Audience.TIPS: Level.DESK,
}


def audience_of(role: Role) -> Audience:
    """Return the audience that a role belongs to."""
    return Audience.SUBJECT if role in _OF_SUBJECTS else Audience(role.value)


def level_of(audience: Audience) -> Level:
    """Return the standing in which an audience looks at records; the public's, where none is given."""
    return _LEVELS.get(audience, Level.PUBLIC)


def refusal_for(audience: Audience) -> RefusalError:
    """Return the refusal for who is not served by a route: to say who they are, or that they may not."""
    if audience is Audience.PUBLIC:
        return UnauthenticatedError("token.missing", "请先登录。", "This route needs a bearer token.")
    return ForbiddenError("audience.not_served", "您的身份不能使用此接口。", "This route does not serve your role.")
