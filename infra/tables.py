"""Every table of the platform read once, by its own strict reader, before anything is packaged or started."""

from chalicelib.catalogue.checks.whole import checked
from chalicelib.intake.rulebook import rulebook
from chalicelib.intake.secrecy import bears_secrecy_mark
from chalicelib.ledger.telling import telling
from chalicelib.objections.clocks import rules
from chalicelib.objections.outcomes import outcomes
from chalicelib.objections.reasons import reasons
from chalicelib.reports.wording import wording
from chalicelib.terms.divisions import divisions
from chalicelib.terms.identity_documents import documents
from chalicelib.terms.masking import masks
from chalicelib.terms.working_days import calendar

_READERS = (checked, divisions, documents, masks, calendar, rulebook, rules, outcomes, reasons, wording, telling)


def read_all() -> None:
    """Read every table.

    Raises: DataFileError that names the first file and key at fault, or the table that is missing.
    """
    for reader in _READERS:
        reader()
    bears_secrecy_mark("-")
