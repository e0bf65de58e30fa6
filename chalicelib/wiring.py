"""From settings to services: the one place that chooses real stores.

Stores are made when first asked for, and kept as long as the container lives. A test puts parts of
its own in their place for a block.
"""

import os
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chalicelib.settings import Settings

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.idempotency import DynamoDBPersistenceLayer

    from chalicelib.catalogue.items import Catalogue
    from chalicelib.grants.store import GrantStore, SessionStore
    from chalicelib.intake.annotating import AnnotatedStore
    from chalicelib.intake.origins import Origins
    from chalicelib.intake.store import (
        AdmissionQueue,
        BatchStore,
        CrosswalkStore,
        Numbers,
        PortionQueue,
        PortionStore,
        ReceiptStore,
        SupplierStore,
        UploadStore,
    )
    from chalicelib.intake.systems.store import DroppedStore, FolderStore, SystemStore
    from chalicelib.intake.waivers import Waivers
    from chalicelib.ledger.signatures import Signer
    from chalicelib.ledger.store import AccessStore, ChainStore, LedgerStore, LockedStore
    from chalicelib.library.changes import Change
    from chalicelib.library.holdings import Holdings
    from chalicelib.library.identities import Documents, IdentityStore, Seal
    from chalicelib.library.store import LibraryStore
    from chalicelib.library.supplies import SupplyStore
    from chalicelib.notices.notice import Recipient
    from chalicelib.notices.outbox import Outbox
    from chalicelib.notices.store import Addresses, Carrier, NoticeQueue, NoticeStore
    from chalicelib.objections.complaints.complaint import Complaint
    from chalicelib.objections.complaints.finding import Finding
    from chalicelib.objections.evidence.scanning import Scanner
    from chalicelib.objections.evidence.store import EvidenceStore
    from chalicelib.objections.incidents.incident import Incident
    from chalicelib.objections.incidents.store import TouchedStore
    from chalicelib.objections.notifying import CaseNotices
    from chalicelib.objections.owners import ActStore
    from chalicelib.objections.repairs.letters import LetterStore
    from chalicelib.objections.store import CaseStore, CaseworkQueue
    from chalicelib.objections.tips.store import TipperStore, TipStore, Vault
    from chalicelib.publication.edition import Press
    from chalicelib.publication.store import ListingStore, SiteStore
    from chalicelib.reports.bulk.store import BulkFiles, BulkQueue, JobStore
    from chalicelib.reports.printing.sealing import Seal as DocumentSeal
    from chalicelib.reports.store import DocumentStore, IssueStore, PrintQueue
    from chalicelib.search.store import NameStore
    from chalicelib.stores.clients import Clients
    from chalicelib.stores.limits import DynamoLimits
    from chalicelib.terms.bodies import Bodies
    from chalicelib.terms.working_days import Calendar


# Imports stand inside the parts: a function pays at its cold start for the stores it uses, and for no other.


class Services:
    """What a deployment works with; every part is made at its first use."""

    def __init__(self, settings: Settings, **parts: Any) -> None:
        """Take the settings, and ready-made parts by name in place of real ones."""
        unknown = sorted(name for name in parts if not isinstance(getattr(Services, name, None), cached_property))
        if unknown:
            message = f"there is no part {', '.join(unknown)}"
            raise TypeError(message)
        self.settings = settings
        self.__dict__.update(parts)

    @cached_property
    def clients(self) -> "Clients":
        """The SDK clients, made once each."""
        from chalicelib.stores.clients import Clients

        return Clients(region=self.settings.region, environ=os.environ)

    @cached_property
    def library(self) -> "LibraryStore":
        """The three libraries."""
        from chalicelib.stores.library import DynamoLibrary
        from chalicelib.terms.subjects import Library

        tables = {library: self.settings.table(library.value.replace("_", "-")) for library in Library}
        return DynamoLibrary(self.clients.get("dynamodb"), tables)

    @cached_property
    def ledger(self) -> "LedgerStore":
        """The ledger."""
        from chalicelib.ledger.telling import telling
        from chalicelib.stores.ledger import DynamoLedger

        table, years = self.settings.table("ledger"), telling().kept_years
        return DynamoLedger(self.clients.get("dynamodb"), table, kept_years=years)

    @cached_property
    def chain(self) -> "ChainStore":
        """The blocks of the ledger, and their heads."""
        from chalicelib.stores.chain import DynamoChain

        return DynamoChain(self.clients.get("dynamodb"), self.settings.table("blocks"))

    @cached_property
    def accesses(self) -> "AccessStore":
        """Who looked at whom."""
        from chalicelib.ledger.telling import telling
        from chalicelib.stores.accesses import DynamoAccesses

        table, years = self.settings.table("accesses"), telling().kept_years
        return DynamoAccesses(self.clients.get("dynamodb"), table, kept_years=years)

    @cached_property
    def heads(self) -> "LockedStore":
        """The bucket of signed heads."""
        from chalicelib.stores.locked import BucketLocked

        return BucketLocked(self.clients.get("s3"), self.settings.bucket("heads"))

    @cached_property
    def archive(self) -> "LockedStore":
        """The bucket of what the ledger held, block by block."""
        from chalicelib.stores.locked import BucketLocked

        return BucketLocked(self.clients.get("s3"), self.settings.bucket("archive"))

    @cached_property
    def identities(self) -> "IdentityStore":
        """Who a document belongs to."""
        from chalicelib.stores.identities import DynamoIdentities

        return DynamoIdentities(self.clients.get("dynamodb"), self.settings.table("identities"))

    @cached_property
    def batches(self) -> "BatchStore":
        """The batches."""
        from chalicelib.stores.batches import DynamoBatches

        return DynamoBatches(self.clients.get("dynamodb"), self.settings.table("batches"))

    @cached_property
    def suppliers(self) -> "SupplierStore":
        """How the batches of bodies are applied, and how many live records they have."""
        from chalicelib.stores.suppliers import DynamoSuppliers

        return DynamoSuppliers(self.clients.get("dynamodb"), self.settings.table("supplies"))

    @cached_property
    def admissions(self) -> "AdmissionQueue":
        """The queue of batches to be gone on with."""
        from chalicelib.stores.admissions import QueueAdmissions

        return QueueAdmissions(self.clients.get("sqs"), self.settings.table("uploads"))

    @cached_property
    def portions(self) -> "PortionStore":
        """Where the pieces of large files lie while they are taken in."""
        from chalicelib.stores.portions import BucketPortions

        return BucketPortions(self.clients.get("s3"), self.settings.bucket("uploads"))

    @cached_property
    def portion_queue(self) -> "PortionQueue":
        """The queue of portions of large files."""
        from chalicelib.stores.portions import QueuePortions

        return QueuePortions(self.clients.get("sqs"), self.settings.table("portions"))

    @cached_property
    def crosswalk(self) -> "CrosswalkStore":
        """Old codes and what they became."""
        from chalicelib.stores.crosswalk import DynamoCrosswalk

        return DynamoCrosswalk(self.clients.get("dynamodb"), self.settings.table("crosswalk"))

    @cached_property
    def names(self) -> "NameStore":
        """The names of organisations."""
        from chalicelib.stores.names import DynamoNames

        return DynamoNames(self.clients.get("dynamodb"), self.settings.table("names"))

    @cached_property
    def listings(self) -> "ListingStore":
        """Which records may stand on which public page."""
        from chalicelib.stores.listings import DynamoListings

        return DynamoListings(self.clients.get("dynamodb"), self.settings.table("listings"))

    @cached_property
    def cases(self) -> "CaseStore":
        """The cases."""
        from chalicelib.stores.cases import DynamoCases

        return DynamoCases(self.clients.get("dynamodb"), self.settings.table("cases"))

    @cached_property
    def evidence(self) -> "EvidenceStore":
        """The evidence of cases."""
        from chalicelib.stores.evidence import BucketEvidence

        return BucketEvidence(self.clients.get("s3"), self.settings.bucket("evidence"))

    @cached_property
    def scanner(self) -> "Scanner | None":
        """What looks for malware in evidence; None where nothing does."""
        from chalicelib.objections.evidence.scanning import EicarScanner

        return EicarScanner() if self.settings.evidence_scanner == "eicar" else None

    @cached_property
    def notice_store(self) -> "NoticeStore":
        """The notices, and the promises to tell."""
        from chalicelib.stores.notices import DynamoNotices

        return DynamoNotices(self.clients.get("dynamodb"), self.settings.table("notices"))

    @cached_property
    def notice_queue(self) -> "NoticeQueue":
        """The queue of notices to be delivered, and of promises to be kept."""
        from chalicelib.stores.notices import QueueNotices

        return QueueNotices(self.clients.get("sqs"), self.settings.table("notices"))

    @cached_property
    def outbox(self) -> "Outbox":
        """What tells."""
        from chalicelib.notices.outbox import Outbox

        return Outbox(notices=self.notice_store, queue=self.notice_queue)

    @cached_property
    def notices(self) -> "CaseNotices":
        """What the desk tells by."""
        from chalicelib.objections.notifying import CaseNotices

        return CaseNotices(self)

    @cached_property
    def carriers(self) -> "Sequence[Carrier]":
        """What carries letters out; none where none is set up."""
        from chalicelib.stores.carriers import FolderCarrier, GatewayCarrier
        from chalicelib.stores.keys import unwrapped

        settings = self.settings
        if settings.notice_folder is not None:
            return (FolderCarrier(Path(settings.notice_folder)),)
        if settings.notice_gateway_url is None or settings.wrapped_gateway_key is None:
            return ()
        key = unwrapped(self.clients.get("kms"), settings.wrapped_gateway_key, purpose="gateway")
        return (GatewayCarrier(settings.notice_gateway_url, key.hex()),)

    @cached_property
    def addresses(self) -> "Addresses":
        """Where recipients can be reached: nowhere but on the site, and in the local stage under their own names."""
        from chalicelib.stores.carriers import NoAddresses, OwnNames

        return NoAddresses() if self.settings.notice_folder is None else OwnNames()

    @cached_property
    def tips(self) -> "TipStore":
        """The tips."""
        from chalicelib.objections.tips.tip import Tip
        from chalicelib.stores.acts import DynamoActs

        return DynamoActs(self.clients.get("dynamodb"), self.settings.table("tips"), kind=Tip, number="tip")

    @cached_property
    def tip_tries(self) -> "DynamoLimits":
        """How often the code of each tip was tried; apart from what callers ask for."""
        from chalicelib.stores.limits import DynamoLimits

        return DynamoLimits(self.clients.impatient("dynamodb"), self.settings.table("tip-tries"))

    @cached_property
    def tippers(self) -> "TipperStore":
        """Who reported, sealed."""
        from chalicelib.stores.tippers import DynamoTippers

        return DynamoTippers(self.clients.get("dynamodb"), self.settings.table("tippers"))

    @cached_property
    def tipper_vault(self) -> "Vault":
        """The key that tippers are sealed under."""
        from chalicelib.stores.tippers import KmsVault

        return KmsVault(self.clients.get("kms"), self.settings.tipper_key)

    @cached_property
    def complaints(self) -> "ActStore[Complaint]":
        """The complaints about public bodies."""
        from chalicelib.objections.complaints.complaint import Complaint
        from chalicelib.stores.acts import DynamoActs

        table = self.settings.table("complaints")
        return DynamoActs(self.clients.get("dynamodb"), table, kind=Complaint, number="complaint")

    @cached_property
    def findings(self) -> "ActStore[Finding]":
        """The findings of liability."""
        from chalicelib.objections.complaints.finding import Finding
        from chalicelib.stores.acts import DynamoActs

        table = self.settings.table("liability-findings")
        return DynamoActs(self.clients.get("dynamodb"), table, kind=Finding, number="finding")

    @cached_property
    def incidents(self) -> "ActStore[Incident]":
        """The incidents."""
        from chalicelib.objections.incidents.incident import Incident
        from chalicelib.stores.acts import DynamoActs

        table = self.settings.table("incidents")
        return DynamoActs(self.clients.get("dynamodb"), table, kind=Incident, number="incident")

    @cached_property
    def touched(self) -> "TouchedStore":
        """What incidents touched."""
        from chalicelib.stores.touched import DynamoTouched

        return DynamoTouched(self.clients.get("dynamodb"), self.settings.table("touched"))

    @cached_property
    def grants(self) -> "GrantStore":
        """The grants."""
        from chalicelib.stores.grants import DynamoGrants

        return DynamoGrants(self.clients.get("dynamodb"), self.settings.table("grants"))

    @cached_property
    def sessions(self) -> "SessionStore":
        """The assisted sessions."""
        from chalicelib.stores.sessions import DynamoSessions

        return DynamoSessions(self.clients.get("dynamodb"), self.settings.table("assisted-sessions"))

    @cached_property
    def repeats(self) -> "DynamoDBPersistenceLayer":
        """The numbers of what was made under an idempotency key."""
        from chalicelib.stores.repeats import persistence

        return persistence(self.clients.get("dynamodb"), self.settings.table("idempotency"))

    @cached_property
    def limits(self) -> "DynamoLimits":
        """How much each caller has asked for."""
        from chalicelib.stores.limits import DynamoLimits

        return DynamoLimits(self.clients.impatient("dynamodb"), self.settings.table("limits"))

    @cached_property
    def uploads(self) -> "UploadStore":
        """The files that departments sent."""
        from chalicelib.stores.uploads import BucketUploads

        return BucketUploads(self.clients.get("s3"), self.settings.bucket("uploads"))

    @cached_property
    def bulk_jobs(self) -> "JobStore":
        """The jobs of bulk checks."""
        from chalicelib.stores.bulk_jobs import DynamoBulkJobs

        return DynamoBulkJobs(self.clients.get("dynamodb"), self.settings.table("bulk-jobs"))

    @cached_property
    def bulk_files(self) -> "BulkFiles":
        """Their lists and results."""
        from chalicelib.stores.bulk_files import BucketBulkFiles

        return BucketBulkFiles(self.clients.get("s3"), self.settings.bucket("bulk"))

    @cached_property
    def bulk_queue(self) -> "BulkQueue":
        """The queue of jobs to be gone on with."""
        from chalicelib.stores.bulk_queue import QueueBulk

        return QueueBulk(self.clients.get("sqs"), self.settings.table("bulk"))

    @cached_property
    def receipts(self) -> "ReceiptStore":
        """The receipts."""
        from chalicelib.stores.receipts import BucketReceipts

        return BucketReceipts(self.clients.get("s3"), self.settings.bucket("receipts"))

    @cached_property
    def annotated(self) -> "AnnotatedStore":
        """The annotated copies of departments' files."""
        from chalicelib.stores.annotated import BucketAnnotated

        return BucketAnnotated(self.clients.get("s3"), self.settings.bucket("receipts"))

    @cached_property
    def site(self) -> "SiteStore":
        """The public files."""
        from chalicelib.stores.site import BucketSite

        return BucketSite(self.clients.get("s3"), self.settings.bucket("site"))

    @cached_property
    def casework(self) -> "CaseworkQueue":
        """The queue of machine steps."""
        from chalicelib.stores.casework import QueueCasework

        return QueueCasework(self.clients.get("sqs"), self.settings.table("casework"))

    @cached_property
    def origins(self) -> "Origins":
        """What sources really sent."""
        from chalicelib.intake.origins import Origins

        return Origins(uploads=self.uploads, catalogue=self.catalogue)

    @cached_property
    def supplies(self) -> "SupplyStore":
        """Until when which body supplied which item."""
        from chalicelib.stores.supplies import DynamoSupplies

        return DynamoSupplies(self.clients.get("dynamodb"), self.settings.table("supplies"))

    @cached_property
    def systems(self) -> "SystemStore":
        """The registrations of systems that send by themselves."""
        from chalicelib.intake.systems.system import System
        from chalicelib.stores.acts import DynamoActs

        return DynamoActs(self.clients.get("dynamodb"), self.settings.table("systems"), kind=System, number="system")

    @cached_property
    def dropped(self) -> "DroppedStore":
        """The files in the folders of systems."""
        from chalicelib.intake.systems.dropped import Dropped
        from chalicelib.stores.acts import DynamoActs

        table = self.settings.table("exchange-files")
        return DynamoActs(self.clients.get("dynamodb"), table, kind=Dropped, number="dropped")

    @cached_property
    def folder(self) -> "FolderStore":
        """The folders of systems."""
        from chalicelib.stores.folder import BucketFolder

        return BucketFolder(self.clients.get("s3"), self.settings.bucket("uploads"))

    @cached_property
    def issues(self) -> "IssueStore":
        """The issued reports."""
        from chalicelib.stores.issued import DynamoIssues

        return DynamoIssues(self.clients.get("dynamodb"), self.settings.table("issued"))

    @cached_property
    def report_documents(self) -> "DocumentStore":
        """The documents of issued reports."""
        from chalicelib.stores.report_documents import BucketDocuments

        return BucketDocuments(self.clients.get("s3"), self.settings.bucket("reports"))

    @cached_property
    def repair_letters(self) -> "LetterStore":
        """The printed letters of repairs."""
        from chalicelib.stores.letters import BucketLetters

        return BucketLetters(self.clients.get("s3"), self.settings.bucket("reports"))

    @cached_property
    def printing(self) -> "PrintQueue":
        """The queue of reports to be printed."""
        from chalicelib.stores.report_documents import QueuePrinting

        return QueuePrinting(self.clients.get("sqs"), self.settings.table("reports"))

    @cached_property
    def numbers(self) -> "Numbers":
        """Makes what must be new."""
        from chalicelib.stores.numbers import RandomNumbers

        return RandomNumbers()

    @cached_property
    def documents(self) -> "Documents":
        """Makes the keyed hashes of identity documents."""
        from chalicelib.stores.keys import documents

        return documents(self.clients.get("kms"), self.settings.wrapped_identity_key)

    @cached_property
    def seal(self) -> "Seal":
        """Seals what a person's profile alone may hold."""
        from chalicelib.stores.keys import seal

        return seal(self.clients.get("kms"), self.settings.wrapped_sealing_key, purpose="sealing")

    @cached_property
    def cursors(self) -> "Seal":
        """Seals where a caller's next page begins."""
        from chalicelib.stores.keys import seal

        return seal(self.clients.get("kms"), self.settings.wrapped_cursor_key, purpose="cursor")

    @cached_property
    def signer(self) -> "Signer":
        """Signs what must be provable outside."""
        from chalicelib.stores.signing import KmsSigner

        is_local = self.settings.stage == "local"
        return KmsSigner(self.clients.get("kms"), self.settings.signing_key, is_for_tests=is_local)

    @cached_property
    def document_seal(self) -> "DocumentSeal":
        """Seals documents."""
        from chalicelib.reports.printing.sealing import Seal

        return Seal.of(self.signer, self.settings.signing_certificate)

    @cached_property
    def platform_url(self) -> str:
        """Where anyone verifies a report."""
        return self.settings.platform_url

    @cached_property
    def catalogue(self) -> "Catalogue":
        """What may be collected."""
        from chalicelib.catalogue.items import catalogue

        return catalogue()

    @cached_property
    def waivers(self) -> "Waivers":
        """Who is excused from which rule of intake, and until when."""
        from chalicelib.intake import waivers
        from chalicelib.terms import tables

        return waivers.waivers_in(tables.table(waivers.FILE), known=self.catalogue, suppliers=self.bodies)

    @cached_property
    def bodies(self) -> "Bodies":
        """The bodies, and in the local stage those of its demonstration besides."""
        from chalicelib.terms.bodies import Bodies, bodies

        if self.settings.extra_bodies is None:
            return bodies()
        from chalicelib.terms.tables import table

        further = tomllib.loads(Path(self.settings.extra_bodies).read_text("utf-8"))
        return Bodies.from_tables(table("terms/bodies"), further)

    @cached_property
    def calendar(self) -> "Calendar":
        """The working days."""
        from chalicelib.terms.working_days import calendar

        return calendar()

    @property
    def deadline_regime(self) -> str:
        """Whose day counts bind a case that is filed now."""
        return self.settings.deadline_regime

    @cached_property
    def holdings(self) -> "Holdings":
        """What every reading flow needs: the libraries, and the rules by which they are read."""
        from chalicelib.catalogue.periods import periods
        from chalicelib.library.holdings import Holdings

        return Holdings(library=self.library, catalogue=self.catalogue, periods=periods(), bodies=self.bodies)

    @cached_property
    def press(self) -> "Press":
        """What the public lists are made from and kept in."""
        from chalicelib.publication.edition import Press

        return Press(holdings=self.holdings, listings=self.listings, site=self.site)

    def holder_of(self, grant: str) -> "Recipient | None":
        """Return who holds a grant, as notices go to them; None where there is no such grant."""
        from chalicelib.grants.telling import holder_of

        return holder_of(grant, grants=self.grants)

    def announce(self, changes: "Sequence[Change]") -> None:
        """Tell every part that reacts to changes: public lists first, for what may no longer be shown."""
        from chalicelib.intake import links
        from chalicelib.ledger.entries import entries_of
        from chalicelib.notices import chasing
        from chalicelib.objections import superseding
        from chalicelib.publication import listings
        from chalicelib.reports import closing
        from chalicelib.search import postings

        listings.react(changes, listings=self.listings, site=self.site, catalogue=self.catalogue, numbers=self.numbers)
        closing.react(changes, issues=self.issues, documents=self.report_documents)
        postings.react(changes, names=self.names, catalogue=self.catalogue)
        links.react(changes, crosswalk=self.crosswalk)
        for number in superseding.cases_left_by(changes):
            self.casework.send(number)
        for entry in entries_of(changes):
            self.ledger.put(entry)
        chasing.react(changes, outbox=self.outbox)

    def announce_begun(self, batch: str) -> None:
        """Tell whoever looks at many records that a batch begins to be applied: until it is whole it is not taken."""
        self.listings.begin(batch)

    def announce_whole(self, batch: str, record_ids: "Iterable[str]") -> None:
        """Tell whoever looks at many records that a batch is at its end, and which records it changed."""
        from chalicelib.publication import listings

        self.listings.end(batch)
        listings.renew(
            record_ids, listings=self.listings, site=self.site, catalogue=self.catalogue, numbers=self.numbers
        )


_current: Services | None = None


def services() -> Services:
    """Return the services of this container, made from its environment at the first call.

    Raises: SettingsError where the environment makes no deployment.
    """
    global _current  # noqa: PLW0603 -- a container has one
    if _current is None:
        _current = Services(Settings.from_environment(os.environ))
    return _current


@contextmanager
def using(replacement: Services) -> Iterator[Services]:
    """Put other services in place for a block."""
    global _current  # noqa: PLW0603 -- a container has one
    before, _current = _current, replacement
    try:
        yield replacement
    finally:
        _current = before
