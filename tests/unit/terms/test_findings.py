"""Findings: what a receipt is made of."""

from chalicelib.terms.findings import Finding, Phase, Severity, has_error, in_reading_order


def _finding(row: int | None, severity: Severity = Severity.WARNING, column: str | None = None) -> Finding:
    return Finding(
        code="form.example",
        severity=severity,
        phase=Phase.FORM,
        row=row,
        field=None,
        column=column,
        message_zh="示例。",
        source="示例",
    )


def test_only_an_error_keeps_a_row_out() -> None:
    assert not has_error([_finding(2), _finding(3, Severity.INFO)])
    assert has_error([_finding(2), _finding(3, Severity.ERROR)])


def test_findings_are_read_as_the_sheet_is_walked() -> None:
    whole, second, first = _finding(None), _finding(2, column="乙"), _finding(2, column="丙")

    assert in_reading_order([_finding(7), second, first, whole]) == [whole, first, second, _finding(7)]
