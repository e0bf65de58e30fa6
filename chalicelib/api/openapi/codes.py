"""The closed list of problem codes (错误代码): each with the status it comes with, in order.

A code is API: it is added here when it is first raised, and leaves only with the last version that raised it.
"""

from collections.abc import Iterable, Mapping

BY_STATUS: Mapping[int, tuple[str, ...]] = {
    400: (
        "cursor.invalid",
        "form.field_missing",
        "form.field_unknown",
        "form.not_json",
        "form.parameters",
        "form.resident_id",
        "form.value_invalid",
        "form.value_length",
        "form.value_not_listed",
        "form.value_range",
        "form.value_shape",
        "form.value_type",
        "matter_number.invalid",
        "matter_number.missing",
        "purpose.missing",
        "purpose.unknown",
        "repeat.key_unfit",
        "search.query_too_short",
        "upload.file_name_shape",
        "upload.review_nameless",
        "upload.sha256_shape",
    ),
    401: (
        "token.algorithm",
        "token.body_unknown",
        "token.claim_invalid",
        "token.claim_missing",
        "token.division_not_its_own",
        "token.expired",
        "token.invalid",
        "token.key_unknown",
        "token.malformed",
        "token.missing",
    ),
    403: (
        "audience.not_served",
        "decision.certifier_may_not_decide",
        "decision.replier_may_not_decide",
        "decision.upstream_record",
        "objection.not_your_move",
        "purpose.not_yours",
        "upload.body_ended",
        "upload.body_unknown",
        "upload.division_differs",
        "upload.not_the_supplier",
    ),
    404: (
        "catalogue.item_unknown",
        "objection.nothing_waiting",
        "receipt.not_ready",
        "resource.not_found",
        "route.not_found",
    ),
    405: ("route.method_not_allowed",),
    409: (
        "decision.source_not_asked",
        "lease.expired",
        "lease.fence_stale",
        "lease.held",
        "lease.not_holder",
        "objection.already_closed",
        "objection.already_open",
        "objection.move_not_allowed",
        "objection.not_waiting",
        "objection.step_under_way",
        "repeat.under_way",
    ),
    412: ("version.stale",),
    413: (
        "form.too_large",
        "upload.file_too_large",
    ),
    415: ("form.media_type",),
    422: (
        "correction.unsound",
        "decision.outcome_unknown",
        "decision.reasons_missing",
        "decision.values_missing",
        "decision.values_not_allowed",
        "identity.credit_code_all_zero",
        "identity.credit_code_alphabet",
        "identity.credit_code_check",
        "identity.credit_code_length",
        "objection.unsound",
        "repeat.other_body",
        "reply.answer_unknown",
        "reply.reason_missing",
        "reply.values_missing",
        "reply.values_not_allowed",
        "text.unsound",
        "upload.file_empty",
        "upload.file_name_carries_identifier",
        "upload.never_collected",
        "upload.review_carries_identifier",
        "upload.review_in_the_future",
        "upload.review_of_another_item",
    ),
    428: ("version.if_match_missing",),
    500: ("platform.failure",),
}
STATUS: Mapping[str, int] = {code: status for status, codes in BY_STATUS.items() for code in codes}


def by_status(codes: Iterable[str]) -> dict[int, list[str]]:
    """Return codes by the status they come with, both in order.

    Raises: KeyError for a code that is not on the list.
    """
    told: dict[int, list[str]] = {}
    for code in sorted(set(codes), key=lambda one: (STATUS[one], one)):
        told.setdefault(STATUS[code], []).append(code)
    return told
