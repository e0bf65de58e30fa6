"""What a file is, by its content."""

import io
import zipfile

import pytest

from chalicelib.objections.evidence.contents import ACTIVE, EMPTY, EXECUTABLE, KNOWN, NOT_WHAT_IT_SAYS, fault_in
from chalicelib.objections.evidence.rules import rules
from tests.factories_evidence import DOC, JPEG, MEDIA, PDF, PNG, a_docx

SOUND = {"pdf": PDF, "png": PNG, "jpeg": JPEG, "doc": DOC, "docx": a_docx()}


def test_every_type_that_is_taken_is_looked_into_and_no_other() -> None:
    assert {one.media_type for one in rules().types.values()} == KNOWN


def _packed_by(method: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as parts:
        for name in ("[Content_Types].xml", "word/document.xml"):
            parts.writestr(name, "<x/>")
    return out.getvalue()


@pytest.mark.parametrize("said", SOUND)
def test_a_sound_file_is_what_it_says_and_nothing_else(said: str) -> None:
    found = {other: fault_in(SOUND[said], media_type=MEDIA[other]) for other in SOUND}

    assert {other for other, fault in found.items() if fault is None} == {said}


def test_what_a_telephone_writes_behind_its_picture_is_no_fault() -> None:
    assert fault_in(JPEG + b"\x00ftypmp42 a short film", media_type=MEDIA["jpeg"]) is None


def _zip_of(**parts: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


def _encrypted(content: bytes) -> bytes:
    """Return a Word file that says of its first part that it is encrypted."""
    place = content.rindex(b"PK\x01\x02") + 8
    return content[:place] + b"\x01\x00" + content[place + 2 :]


def _bomb() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("[Content_Types].xml", "-")
        with parts.open("word/document.xml", "w") as part:
            for _ in range(201):
                part.write(bytes(1024 * 1024))
    return content.getvalue()


def _related(kind: str, *, mode: str = ' TargetMode="External"', before: str = "") -> bytes:
    """Return a Word file one of whose parts is related to something."""
    content = io.BytesIO()
    said = f'<Relationship Id="r1" Type="http://schemas.invalid/{kind}" Target="https://elsewhere.invalid/x"{mode}/>'
    with zipfile.ZipFile(content, "w") as parts:
        for name in ("[Content_Types].xml", "word/document.xml"):
            parts.writestr(name, "<虚构/>")
        parts.writestr("word/_rels/settings.xml.rels", f"{before}<Relationships>{said}</Relationships>")
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "said", "fault"),
    [
        (b"", "pdf", EMPTY),
        (b"MZ\x90\x00" + PDF, "pdf", EXECUTABLE),
        (b"\x7fELF" + PDF, "pdf", EXECUTABLE),
        (b"#!/bin/sh\n" + PDF, "pdf", EXECUTABLE),
        (b" " + PDF, "pdf", NOT_WHAT_IT_SAYS),
        (PDF.replace(b"%%EOF", b""), "pdf", NOT_WHAT_IT_SAYS),
        (PDF, "exe", NOT_WHAT_IT_SAYS),
        (PDF.replace(b"/Type", b"/OpenAction <</S /JavaScript /JS (x)>> /Type"), "pdf", ACTIVE),
        (PDF.replace(b"/Type", b"/J#61vaScript /Type"), "pdf", ACTIVE),
        (PDF.replace(b"/Type", b"/Launch /Type"), "pdf", ACTIVE),
        (PDF.replace(b"/Type", b"/EmbeddedFile /Type"), "pdf", ACTIVE),
        (PDF.replace(b"/Type", b"/JSONLike /Type"), "pdf", None),
        (PNG[:-4], "png", NOT_WHAT_IT_SAYS),
        (JPEG.replace(b"\xff\xc0", b"\x00\x00"), "jpeg", NOT_WHAT_IT_SAYS),
        (DOC.replace("WordDocument".encode("utf-16-le"), b""), "doc", NOT_WHAT_IT_SAYS),
        (DOC + "_VBA_PROJECT".encode("utf-16-le"), "doc", ACTIVE),
        (DOC + "Ole10Native".encode("utf-16-le"), "doc", ACTIVE),
        (_zip_of(readme=b"x"), "docx", NOT_WHAT_IT_SAYS),
        (b"PK\x03\x04 and no archive", "docx", NOT_WHAT_IT_SAYS),
        (_packed_by(zipfile.ZIP_LZMA), "docx", NOT_WHAT_IT_SAYS),
        (_packed_by(zipfile.ZIP_BZIP2), "docx", NOT_WHAT_IT_SAYS),
        (a_docx("word/vbaProject.bin"), "docx", ACTIVE),
        (a_docx("word/embeddings/oleObject1.bin"), "docx", ACTIVE),
        (a_docx("run.exe"), "docx", ACTIVE),
        (_related("attachedTemplate"), "docx", ACTIVE),
        (_related("oleObject", mode=" TargetMode = 'External'"), "docx", ACTIVE),
        (_related("hyperlink"), "docx", None),
        (_related("hyperlink", mode=" & "), "docx", ACTIVE),
        (_related("styles", mode="", before="<!DOCTYPE x []>"), "docx", ACTIVE),
        (_related("styles", mode=""), "docx", None),
        (_encrypted(a_docx()), "docx", NOT_WHAT_IT_SAYS),
        (a_docx(*(f"word/media/{n}.png" for n in range(2000))), "docx", NOT_WHAT_IT_SAYS),
        (_bomb(), "docx", NOT_WHAT_IT_SAYS),
    ],
    ids=[
        "zero bytes",
        "an executable named .pdf",
        "a program of Linux",
        "a script",
        "a header that is not at the beginning",
        "a PDF without an end",
        "a type that is not taken",
        "a PDF with a script",
        "a PDF with a script in escapes",
        "a PDF that starts programs",
        "a PDF with a file in it",
        "a name that only begins so",
        "a picture cut off",
        "a JPEG without a frame",
        "an OLE file that is no Word document",
        "a Word file with macros",
        "a Word file with a program in it",
        "an archive that is no document",
        "a broken archive",
        "a document packed by lzma",
        "a document packed by bzip2",
        "a document with macros",
        "a document with an object in it",
        "a document with a program in it",
        "a document that loads a template from elsewhere",
        "a document that loads an object from elsewhere",
        "a document with a link that somebody may click",
        "a document whose relations are no XML",
        "a document that names entities of its own",
        "a document with parts of its own",
        "a document with a password",
        "a document of thousands of parts",
        "a document that unpacks to 201 MB",
    ],
)
def test_a_file_that_is_not_what_it_says_or_could_do_something_is_named(
    content: bytes, said: str, fault: str | None
) -> None:
    assert fault_in(content, media_type=MEDIA.get(said, said)) == fault
