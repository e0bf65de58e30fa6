"""Findings: what a receipt is made of."""

from chalicelib.terms.findings import Finding, Phase, Severity, in_reading_order


def _finding(row: int | None, column: str | None = None) -> Finding:
    return Finding(
        code="form.example",
        severity=Severity.WARNING,
        phase=Phase.FORM,
        row=row,
        field=None,
        column=column,
        message_zh="示例。",
        message_en="An example.",
        source="示例",
    )


def test_findings_are_read_as_the_sheet_is_walked() -> None:
    whole, second, first = _finding(None), _finding(2, column="乙"), _finding(2, column="丙")

    assert in_reading_order([_finding(7), second, first, whole]) == [whole, first, second, _finding(7)]
