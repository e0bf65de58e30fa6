"""Where the contracts run: in memory, and on servers of three makers, each test under a prefix of its own."""

import copy
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Protocol

import pytest

from chalicelib.api.limits.store import LimitStore
from chalicelib.grants.store import GrantStore, SessionStore
from chalicelib.intake.annotating import AnnotatedStore
from chalicelib.intake.store import BatchStore, CrosswalkStore, PortionStore, ReceiptStore, SupplierStore, UploadStore
from chalicelib.intake.systems.dropped import Dropped
from chalicelib.intake.systems.store import DroppedStore, FolderStore, SystemStore
from chalicelib.intake.systems.system import System
from chalicelib.ledger.store import AccessStore, ChainStore, LedgerStore, LockedStore
from chalicelib.library.identities import IdentityStore
from chalicelib.library.store import LibraryStore
from chalicelib.library.supplies import SupplyStore
from chalicelib.notices.store import NoticeStore
from chalicelib.objections.complaints.complaint import Complaint
from chalicelib.objections.complaints.finding import Finding
from chalicelib.objections.evidence.store import EvidenceStore
from chalicelib.objections.incidents.incident import Incident
from chalicelib.objections.incidents.store import TouchedStore
from chalicelib.objections.owners import ActStore
from chalicelib.objections.repairs.letters import LetterStore
from chalicelib.objections.store import CaseStore
from chalicelib.objections.tips.store import TipperStore
from chalicelib.objections.tips.tip import Tip
from chalicelib.publication.store import ListingStore, SiteStore
from chalicelib.reports.bulk.store import BulkFiles, JobStore
from chalicelib.reports.store import DocumentStore, IssueStore
from chalicelib.search.store import NameStore
from chalicelib.stores.accesses import DynamoAccesses
from chalicelib.stores.acts import DynamoActs
from chalicelib.stores.annotated import BucketAnnotated
from chalicelib.stores.batches import DynamoBatches
from chalicelib.stores.bulk_files import BucketBulkFiles
from chalicelib.stores.bulk_jobs import DynamoBulkJobs
from chalicelib.stores.cases import DynamoCases
from chalicelib.stores.chain import DynamoChain
from chalicelib.stores.clients import Clients
from chalicelib.stores.crosswalk import DynamoCrosswalk
from chalicelib.stores.evidence import BucketEvidence
from chalicelib.stores.folder import BucketFolder
from chalicelib.stores.grants import DynamoGrants
from chalicelib.stores.identities import DynamoIdentities
from chalicelib.stores.issued import DynamoIssues
from chalicelib.stores.ledger import DynamoLedger
from chalicelib.stores.letters import BucketLetters
from chalicelib.stores.library import DynamoLibrary
from chalicelib.stores.limits import DynamoLimits
from chalicelib.stores.listings import DynamoListings
from chalicelib.stores.locked import BucketLocked
from chalicelib.stores.names import DynamoNames
from chalicelib.stores.notices import DynamoNotices
from chalicelib.stores.portions import BucketPortions
from chalicelib.stores.receipts import BucketReceipts
from chalicelib.stores.report_documents import BucketDocuments
from chalicelib.stores.sessions import DynamoSessions
from chalicelib.stores.site import BucketSite
from chalicelib.stores.suppliers import DynamoSuppliers
from chalicelib.stores.supplies import DynamoSupplies
from chalicelib.stores.tippers import DynamoTippers, KmsVault
from chalicelib.stores.touched import DynamoTouched
from chalicelib.stores.uploads import BucketUploads
from chalicelib.terms.subjects import Library
from infra.local.resources import Template
from tests import (
    fakes,
    fakes_acts,
    fakes_bulk,
    fakes_evidence,
    fakes_fanning,
    fakes_grants,
    fakes_ledger,
    fakes_notices,
    fakes_reports,
)
from tests.fakes_limits import MemoryLimits
from tests.fakes_search import MemoryNames
from tests.stores.creation import create_one
from tests.stores.recording import Recorder

REGION, ACCOUNT = "cn-north-1", "123456789012"


class Stores(Protocol):
    """Every store, empty, somewhere."""

    def library(self) -> LibraryStore: ...
    def ledger(self) -> LedgerStore: ...
    def chain(self) -> ChainStore: ...
    def accesses(self) -> AccessStore: ...
    def locked(self, name: str) -> LockedStore: ...
    def identities(self) -> IdentityStore: ...
    def batches(self) -> BatchStore: ...
    def crosswalk(self) -> CrosswalkStore: ...
    def names(self) -> NameStore: ...
    def listings(self) -> ListingStore: ...
    def cases(self) -> CaseStore: ...
    def tips(self) -> ActStore[Tip]: ...
    def tippers(self) -> TipperStore: ...
    def complaints(self) -> ActStore[Complaint]: ...
    def findings(self) -> ActStore[Finding]: ...
    def incidents(self) -> ActStore[Incident]: ...

    def systems(self) -> SystemStore: ...

    def dropped(self) -> DroppedStore: ...

    def folder(self) -> FolderStore: ...

    def drop(self, folder: FolderStore, place: tuple[str, str], content: bytes) -> None: ...

    def answered(self, folder: FolderStore, key: str) -> bytes: ...
    def touched(self) -> TouchedStore: ...
    def notices(self) -> NoticeStore: ...
    def limits(self) -> LimitStore: ...
    def bulk_jobs(self) -> JobStore: ...
    def bulk_files(self) -> BulkFiles: ...
    def evidence(self) -> EvidenceStore: ...
    def grants(self) -> GrantStore: ...
    def sessions(self) -> SessionStore: ...
    def receipts(self) -> ReceiptStore: ...
    def annotated(self) -> AnnotatedStore: ...
    def site(self) -> SiteStore: ...
    def uploads(self) -> UploadStore: ...
    def portions(self) -> PortionStore: ...
    def issues(self) -> IssueStore: ...
    def report_documents(self) -> DocumentStore: ...
    def repair_letters(self) -> LetterStore: ...
    def supplies(self) -> SupplyStore: ...
    def suppliers(self) -> SupplierStore: ...
    def receive(self, uploads: UploadStore, batch: str, content: bytes) -> None: ...
    def receive_part(self, uploads: UploadStore, batch: str, upload: str, number: int, content: bytes) -> None: ...


class InMemory:
    """The fakes."""

    def library(self) -> LibraryStore:
        return fakes.MemoryLibrary()

    def ledger(self) -> LedgerStore:
        return fakes_ledger.MemoryLedger()

    def chain(self) -> ChainStore:
        return fakes_ledger.MemoryChain()

    def accesses(self) -> AccessStore:
        return fakes_ledger.MemoryAccesses()

    def locked(self, name: str) -> LockedStore:  # noqa: ARG002
        return fakes_ledger.MemoryLocked()

    def identities(self) -> IdentityStore:
        return fakes.MemoryIdentities()

    def batches(self) -> BatchStore:
        return fakes.MemoryBatches()

    def crosswalk(self) -> CrosswalkStore:
        return fakes.MemoryCrosswalk()

    def names(self) -> NameStore:
        return MemoryNames()

    def listings(self) -> ListingStore:
        return fakes.MemoryListings()

    def cases(self) -> CaseStore:
        return fakes.MemoryCases()

    def notices(self) -> NoticeStore:
        return fakes_notices.MemoryNotices()

    def tips(self) -> ActStore[Tip]:
        return fakes_acts.MemoryActs(Tip, number="tip")

    def tippers(self) -> TipperStore:
        return fakes_acts.MemoryTippers()

    def complaints(self) -> ActStore[Complaint]:
        return fakes_acts.MemoryActs(Complaint, number="complaint")

    def findings(self) -> ActStore[Finding]:
        return fakes_acts.MemoryActs(Finding, number="finding")

    def systems(self) -> SystemStore:
        return fakes_acts.MemoryActs(System, number="system")

    def dropped(self) -> DroppedStore:
        return fakes_acts.MemoryActs(Dropped, number="dropped")

    def folder(self) -> FolderStore:
        return fakes.MemoryFolder()

    def drop(self, folder: FolderStore, place: tuple[str, str], content: bytes) -> None:
        assert isinstance(folder, fakes.MemoryFolder)
        folder.dropped[place] = content

    def answered(self, folder: FolderStore, key: str) -> bytes:
        assert isinstance(folder, fakes.MemoryFolder)
        return folder.answered[key]

    def incidents(self) -> ActStore[Incident]:
        return fakes_acts.MemoryActs(Incident, number="incident")

    def touched(self) -> TouchedStore:
        return fakes_acts.MemoryTouched()

    def limits(self) -> LimitStore:
        return MemoryLimits()

    def bulk_jobs(self) -> JobStore:
        return fakes_bulk.MemoryBulkJobs()

    def bulk_files(self) -> BulkFiles:
        return fakes_bulk.MemoryBulkFiles()

    def evidence(self) -> EvidenceStore:
        return fakes_evidence.MemoryEvidence()

    def grants(self) -> GrantStore:
        return fakes_grants.MemoryGrants()

    def sessions(self) -> SessionStore:
        return fakes_grants.MemorySessions()

    def annotated(self) -> AnnotatedStore:
        return fakes.MemoryAnnotated()

    def receipts(self) -> ReceiptStore:
        return fakes.MemoryReceipts()

    def site(self) -> SiteStore:
        return fakes.MemorySite()

    def uploads(self) -> UploadStore:
        return fakes.MemoryUploads()

    def portions(self) -> PortionStore:
        return fakes_fanning.MemoryPortions()

    def issues(self) -> IssueStore:
        return fakes_reports.MemoryIssues()

    def report_documents(self) -> DocumentStore:
        return fakes_reports.MemoryDocuments()

    def repair_letters(self) -> LetterStore:
        return fakes_reports.MemoryLetters()

    def supplies(self) -> SupplyStore:
        return fakes_reports.MemorySupplies()

    def suppliers(self) -> SupplierStore:
        return fakes.MemorySuppliers()

    def receive(self, uploads: UploadStore, batch: str, content: bytes) -> None:
        assert isinstance(uploads, fakes.MemoryUploads)
        uploads.receive(batch, content)

    def receive_part(self, uploads: UploadStore, batch: str, upload: str, number: int, content: bytes) -> None:  # noqa: ARG002
        assert isinstance(uploads, fakes.MemoryUploads)
        uploads.receive_part(batch, number, content)


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs: the clients of the stores, which are listened to, and those that furnish it."""

    name: str
    clients: Clients
    furnishing: Clients
    recorder: Recorder = field(default_factory=Recorder)

    @classmethod
    def at(cls, name: str, endpoint: str | None) -> "Server":
        """Return the server behind an endpoint, or the one inside this process."""
        with pytest.MonkeyPatch.context() as environment:
            if endpoint:
                environment.setenv("AWS_ENDPOINT_URL", endpoint)
            environ = {"AWS_ENDPOINT_URL": endpoint} if endpoint else {}
            server = cls(name, Clients(region=REGION, environ=environ), Clients(region=REGION, environ=environ))
            for service in ("dynamodb", "s3", "sqs", "kms"):
                server.recorder.attach(server.clients.get(service))
                server.furnishing.get(service)
        return server


@cache
def _template() -> Template:
    return Template(prefix="", account=ACCOUNT, region=REGION)


def _template_for(prefix: str) -> Template:
    """Return the deployed definitions under a prefix; they are read once, which takes longer than most contracts."""
    template = copy.copy(_template())
    template.values = {**template.values, "Prefix": prefix}
    return template


class OnServer:
    """The real stores on a server; a resource is made from the deployed definitions when its store is asked for."""

    def __init__(self, server: Server) -> None:
        """Take a server, and a prefix that nobody else has."""
        self.server = server
        self.prefix = f"t{uuid.uuid4().hex[:12]}"
        self.template = _template_for(self.prefix)
        self.made: set[str] = set()

    def table(self, name: str) -> str:
        """Make a table where there is none yet: two stores may share one."""
        full_name = f"{self.prefix}-{name}"
        if full_name not in self.made:
            self.made.add(full_name)
            create_one(self.template, "AWS::DynamoDB::Table", full_name, self.server.furnishing.get)
        return full_name

    def bucket_name(self, name: str) -> str:
        return f"{self.prefix}-{name}-{ACCOUNT}"

    def bucket(self, name: str) -> str:
        full_name = self.bucket_name(name)
        return create_one(self.template, "AWS::S3::Bucket", full_name, self.server.furnishing.get)

    def queue(self, name: str) -> str:
        return create_one(self.template, "AWS::SQS::Queue", f"{self.prefix}-{name}", self.server.furnishing.get)

    @property
    def dynamodb(self) -> Any:
        return self.server.clients.get("dynamodb")

    @property
    def s3(self) -> Any:
        return self.server.clients.get("s3")

    def library(self) -> LibraryStore:
        tables = {library: self.table(library.value.replace("_", "-")) for library in Library}
        return DynamoLibrary(self.dynamodb, tables)

    def ledger(self) -> LedgerStore:
        return DynamoLedger(self.dynamodb, self.table("ledger"), kept_years=10)

    def chain(self) -> ChainStore:
        return DynamoChain(self.dynamodb, self.table("blocks"))

    def accesses(self) -> AccessStore:
        return DynamoAccesses(self.dynamodb, self.table("accesses"), kept_years=10)

    def locked(self, name: str) -> LockedStore:
        return BucketLocked(self.s3, self.bucket(name))

    def identities(self) -> IdentityStore:
        return DynamoIdentities(self.dynamodb, self.table("identities"))

    def batches(self) -> BatchStore:
        return DynamoBatches(self.dynamodb, self.table("batches"))

    def crosswalk(self) -> CrosswalkStore:
        return DynamoCrosswalk(self.dynamodb, self.table("crosswalk"))

    def names(self) -> NameStore:
        return DynamoNames(self.dynamodb, self.table("names"))

    def listings(self) -> ListingStore:
        return DynamoListings(self.dynamodb, self.table("listings"))

    def cases(self) -> CaseStore:
        return DynamoCases(self.dynamodb, self.table("cases"))

    def notices(self) -> NoticeStore:
        return DynamoNotices(self.dynamodb, self.table("notices"))

    def tips(self) -> ActStore[Tip]:
        return DynamoActs(self.dynamodb, self.table("tips"), kind=Tip, number="tip")

    def tippers(self) -> TipperStore:
        return DynamoTippers(self.dynamodb, self.table("tippers"))

    def tipper_vault(self) -> KmsVault:
        key = self.server.furnishing.get("kms").create_key(Description="tippers")["KeyMetadata"]["KeyId"]
        return KmsVault(self.server.clients.get("kms"), key)

    def complaints(self) -> ActStore[Complaint]:
        return DynamoActs(self.dynamodb, self.table("complaints"), kind=Complaint, number="complaint")

    def findings(self) -> ActStore[Finding]:
        return DynamoActs(self.dynamodb, self.table("liability-findings"), kind=Finding, number="finding")

    def incidents(self) -> ActStore[Incident]:
        return DynamoActs(self.dynamodb, self.table("incidents"), kind=Incident, number="incident")

    def systems(self) -> SystemStore:
        return DynamoActs(self.dynamodb, self.table("systems"), kind=System, number="system")

    def dropped(self) -> DroppedStore:
        return DynamoActs(self.dynamodb, self.table("exchange-files"), kind=Dropped, number="dropped")

    def folder(self) -> FolderStore:
        return BucketFolder(self.s3, self.bucket("uploads"))

    def drop(self, folder: FolderStore, place: tuple[str, str], content: bytes) -> None:  # noqa: ARG002
        bucket = f"{self.prefix}-uploads-{ACCOUNT}"
        self.server.furnishing.get("s3").put_object(Bucket=bucket, Key="/".join(("inbound", *place)), Body=content)

    def answered(self, folder: FolderStore, key: str) -> bytes:  # noqa: ARG002
        bucket = f"{self.prefix}-uploads-{ACCOUNT}"
        return bytes(self.server.furnishing.get("s3").get_object(Bucket=bucket, Key=key)["Body"].read())

    def touched(self) -> TouchedStore:
        return DynamoTouched(self.dynamodb, self.table("touched"))

    def limits(self) -> LimitStore:
        return DynamoLimits(self.dynamodb, self.table("limits"))

    def bulk_jobs(self) -> JobStore:
        return DynamoBulkJobs(self.dynamodb, self.table("bulk-jobs"))

    def bulk_files(self) -> BulkFiles:
        return BucketBulkFiles(self.s3, self.bucket("bulk"))

    def evidence(self) -> EvidenceStore:
        return BucketEvidence(self.s3, self.bucket("evidence"))

    def grants(self) -> GrantStore:
        return DynamoGrants(self.dynamodb, self.table("grants"))

    def sessions(self) -> SessionStore:
        return DynamoSessions(self.dynamodb, self.table("assisted-sessions"))

    def annotated(self) -> AnnotatedStore:
        return BucketAnnotated(self.s3, self.bucket("receipts"))

    def receipts(self) -> ReceiptStore:
        return BucketReceipts(self.s3, self.bucket("receipts"))

    def site(self) -> SiteStore:
        return BucketSite(self.s3, self.bucket("site"))

    def uploads(self) -> UploadStore:
        return BucketUploads(self.s3, self.bucket("uploads"))

    def portions(self) -> PortionStore:
        return BucketPortions(self.s3, self.bucket("uploads"))

    def issues(self) -> IssueStore:
        return DynamoIssues(self.dynamodb, self.table("issued"))

    def report_documents(self) -> DocumentStore:
        return BucketDocuments(self.s3, self.bucket("reports"))

    def repair_letters(self) -> LetterStore:
        return BucketLetters(self.s3, self.bucket("reports"))

    def supplies(self) -> SupplyStore:
        return DynamoSupplies(self.dynamodb, self.table("supplies"))

    def suppliers(self) -> SupplierStore:
        return DynamoSuppliers(self.dynamodb, self.table("supplies"))

    def receive(self, uploads: UploadStore, batch: str, content: bytes) -> None:  # noqa: ARG002
        bucket = f"{self.prefix}-uploads-{ACCOUNT}"
        self.server.furnishing.get("s3").put_object(Bucket=bucket, Key=f"incoming/{batch}", Body=content)

    def receive_part(self, uploads: UploadStore, batch: str, upload: str, number: int, content: bytes) -> None:  # noqa: ARG002
        of = {"Bucket": f"{self.prefix}-uploads-{ACCOUNT}", "Key": f"incoming/{batch}", "UploadId": upload}
        self.server.furnishing.get("s3").upload_part(**of, PartNumber=number, Body=content)


@contextmanager
def opened(server: Server) -> Iterator[OnServer]:
    """Yield the stores on a server, with nothing recorded yet."""
    server.recorder.sent.clear()
    yield OnServer(server)
