"""Every table of the platform read once, by its own strict reader, before anything is packaged or started."""

from chalicelib.api.limits.allowances import allowances
from chalicelib.catalogue.checks.whole import checked
from chalicelib.grants.rules import rules as rules_of_grants
from chalicelib.intake.approvals import rules as rules_of_applying
from chalicelib.intake.messages import messages
from chalicelib.intake.reading.vocabulary import words as words_of_sheets
from chalicelib.intake.rulebook import rulebook
from chalicelib.intake.secrecy import bears_secrecy_mark
from chalicelib.intake.systems.rhythms import rhythms
from chalicelib.intake.systems.rules import rules as rules_of_systems
from chalicelib.intake.waivers import waivers
from chalicelib.ledger.telling import telling
from chalicelib.notices.templates import templates
from chalicelib.objections.complaints.liability_kinds import kinds as kinds_of_liability
from chalicelib.objections.complaints.rules import rules as rules_of_complaints
from chalicelib.objections.deadline_rules import rules
from chalicelib.objections.doors import doors
from chalicelib.objections.evidence.rules import rules as rules_of_evidence
from chalicelib.objections.ladder import ladder
from chalicelib.objections.outcomes import outcomes
from chalicelib.objections.reasons import reasons
from chalicelib.objections.remedies import remedies
from chalicelib.objections.repairs.letters import letter_words
from chalicelib.objections.repairs.rules import rules as rules_of_repairs
from chalicelib.objections.statistics import limits
from chalicelib.objections.tips.kinds import kinds as kinds_of_tips
from chalicelib.reports.printing.words import words
from chalicelib.reports.registration import blocks
from chalicelib.reports.terms_of_issue import terms_of_issue
from chalicelib.reports.wording import wording
from chalicelib.search.affixes import affixes
from chalicelib.search.ranking import weights
from chalicelib.search.spelling import normal_form_of
from chalicelib.terms.divisions import divisions
from chalicelib.terms.identity_documents import documents
from chalicelib.terms.masking import masks
from chalicelib.terms.working_days import calendar

_READERS = (
    checked,
    divisions,
    documents,
    masks,
    calendar,
    rulebook,
    waivers,
    messages,
    words_of_sheets,
    rules_of_applying,
    rhythms,
    rules_of_systems,
    rules,
    ladder,
    outcomes,
    reasons,
    limits,
    doors,
    rules_of_evidence,
    rules_of_repairs,
    letter_words,
    remedies,
    allowances,
    affixes,
    weights,
    telling,
    templates,
    kinds_of_tips,
    rules_of_complaints,
    kinds_of_liability,
)
_OF_REPORTS = (rules_of_grants, wording, blocks, terms_of_issue, words)


def read_all() -> None:
    """Read every table.

    Raises: DataFileError that names the first file and key at fault, or the table that is missing.
    """
    for reader in (*_READERS, *_OF_REPORTS):
        reader()
    bears_secrecy_mark("-")
    normal_form_of("-")
