"""What printing works with, in memory, holding one issued report."""

from typing import TYPE_CHECKING, Any

from chalicelib.reports.issue import Form, Issue
from tests.app.world import invented_bodies
from tests.fakes_reports import MemoryDocuments, MemoryIssues
from tests.printed import NUMBER, a_report, a_seal, issue_of

if TYPE_CHECKING:
    from chalicelib.reports.printing.sealing import Seal
    from chalicelib.terms.bodies import Bodies


class Means:
    """What printing works with, in memory."""

    platform_url = "https://platform.invalid"

    def __init__(self, report: bytes | None = None, **changes: Any) -> None:
        """Hold one issued report."""
        self.issues, self.report_documents = MemoryIssues(), MemoryDocuments()
        self.bodies: Bodies = invented_bodies()
        self.document_seal: Seal = a_seal()
        self.report = report or a_report()
        self.issues.put(issue_of(self.report, **changes), over=None)
        self.report_documents.put(NUMBER, self.report, form=Form.JSON)

    @property
    def issue(self) -> Issue:
        """Return the issue as it stands."""
        found = self.issues.find(NUMBER)
        assert found is not None
        return found

    @property
    def pdfs(self) -> list[bytes]:
        """Return the documents that are kept."""
        return [content for key, content in self.report_documents.files.items() if key.endswith(".pdf")]
