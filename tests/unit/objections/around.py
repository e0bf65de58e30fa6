"""Who stands around tips, complaints and incidents, and what their handling works with, all in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from chalicelib.catalogue.items import Catalogue, catalogue
from chalicelib.library.changes import Change
from chalicelib.library.readers import Level, Reader
from chalicelib.notices.outbox import Outbox
from chalicelib.objections.complaints.complaint import Complaint
from chalicelib.objections.complaints.finding import Finding
from chalicelib.objections.incidents.incident import Incident
from chalicelib.objections.tips.tip import Tip
from chalicelib.terms.bodies import Bodies
from chalicelib.terms.working_days import Calendar, calendar
from tests.app.world import COUNTY_BODY, invented_bodies
from tests.factories import BODY, a_person, a_subject
from tests.fakes import FixedNumbers, MemoryCases, MemoryLibrary
from tests.fakes_acts import MemoryActs, MemoryTippers, MemoryTouched, MemoryVault
from tests.fakes_ledger import MemoryLedger
from tests.fakes_notices import an_outbox

SUPERIOR = "government_office"
FIRM = Reader(level=Level.SUBJECT, sub="agent-1", role="representative", subject=a_subject())
OTHER_FIRM = Reader(level=Level.SUBJECT, sub="agent-2", role="representative", subject=a_subject(2))
CITIZEN = Reader(level=Level.SUBJECT, sub="citizen-1", role="citizen", subject=a_person())
NOBODY = Reader(level=Level.SUBJECT, sub="citizen-2", role="citizen")
OFFICER = Reader(level=Level.DESK, sub="officer-1", role="tips")
CLERK = Reader(level=Level.DESK, sub="clerk-1", role="desk")
LEAD = Reader(level=Level.DESK, sub="lead-1", role="lead")
AUDITOR = Reader(level=Level.DESK, sub="auditor-1", role="auditor")
PUBLIC = Reader(level=Level.PUBLIC)


def of_body(body: str, sub: str = "source-1") -> Reader:
    """Return a member of a department."""
    return Reader(level=Level.DEPARTMENT, sub=sub, role="department", body=body, division="512000")


COMPETENT, OTHER_BODY, ABOVE = of_body(BODY), of_body(COUNTY_BODY), of_body(SUPERIOR)


@dataclass(kw_only=True)
class FakeMeans:
    """What all of them work with; `announced` is what was told of changes."""

    tips: MemoryActs[Tip] = field(default_factory=lambda: MemoryActs(Tip, number="tip"))
    tippers: MemoryTippers = field(default_factory=MemoryTippers)
    tipper_vault: MemoryVault = field(default_factory=MemoryVault)
    complaints: MemoryActs[Complaint] = field(default_factory=lambda: MemoryActs(Complaint, number="complaint"))
    findings: MemoryActs[Finding] = field(default_factory=lambda: MemoryActs(Finding, number="finding"))
    incidents: MemoryActs[Incident] = field(default_factory=lambda: MemoryActs(Incident, number="incident"))
    touched: MemoryTouched = field(default_factory=MemoryTouched)
    outbox: Outbox = field(default_factory=an_outbox)
    ledger: MemoryLedger = field(default_factory=MemoryLedger)
    library: MemoryLibrary = field(default_factory=MemoryLibrary)
    cases: MemoryCases = field(default_factory=MemoryCases)
    numbers: FixedNumbers = field(default_factory=FixedNumbers)
    catalogue: Catalogue = field(default_factory=catalogue)
    bodies: Bodies = field(default_factory=invented_bodies)
    calendar: Calendar = field(default_factory=calendar)
    announced: list[Change] = field(default_factory=list)

    def announce(self, changes: Sequence[Change]) -> None:
        """Note the changes."""
        self.announced.extend(changes)


def codes_in(refusal: Any) -> set[str]:
    """Return the codes of the faults that a refusal tells of."""
    return {fault.code for fault in refusal.value.errors}
