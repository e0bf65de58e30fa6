"""Templates, open to all: an item's form as a file to fill in, CSV or XLSX as the caller asks."""

from typing import Annotated

from msgspec import Meta, Struct

from chalicelib.api.answers import Answer
from chalicelib.api.audiences import PUBLIC
from chalicelib.api.routing import OFFICE, OPEN, OWN, Call, Route
from chalicelib.intake.batches import Message

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class TemplateQuery(Struct, frozen=True, forbid_unknown_fields=True):
    """Which of the item's forms, the first, if none is named; and of which message, of a supply, if none is named."""

    form: Annotated[str, Meta(min_length=1, max_length=40)] | None = None
    message: Message = Message.SUPPLY


def template(call: Call, *, item: str, query: TemplateQuery) -> Answer:
    """Give a form of an item to be filled in: its official header, as CSV, or as a workbook where Accept names XLSX.

    With `message` it is the table by which that is said of what was supplied.

    A workbook has a note above each column, text cells throughout, and the official values to choose from.
    """
    from chalicelib.intake.messages import form_of
    from chalicelib.intake.templates import csv_template, xlsx_template

    found = form_of(call.services.catalogue.get(item), query.message)
    form = found.form(query.form) if query.form else found.forms[0]
    is_workbook = XLSX in call.incoming.headers.get("accept", "").lower()
    make, kind, ending = (xlsx_template, XLSX, "xlsx") if is_workbook else (csv_template, CSV, "csv")
    name = f"{found.id}-{form.id}" if query.message is Message.SUPPLY else f"{found.id}-{query.message.value}-{form.id}"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.{ending}"',
        "Vary": "Accept, Authorization",
    }
    return Answer(content=make(found, form.id), kind=kind, headers=headers)


ROUTES = (
    Route(
        method="GET",
        path="/v1/catalogue/{item}/template",
        zh="一个信息项的上传模板",
        view=template,
        serves={OPEN: PUBLIC, OWN: PUBLIC, OFFICE: PUBLIC},
        query=TemplateQuery,
        document=CSV,
        gives_files=(CSV, XLSX),
        refuses=("catalogue.item_unknown", "catalogue.form_unknown", "upload.message_not_of_item"),
    ),
)
