"""What a file is, by its content: neither its name nor what its sender says of it is believed.

    png   signature, header and end chunk          doc    an OLE file with a Word document in it
    jpeg  start, a frame, end                      docx   a ZIP with Word's document part in it
    pdf   header at the very beginning, and an end

What could do something when it is opened is refused: programs, macros, scripts, what is embedded in a document, and
what a document loads from elsewhere.
What hides inside a compressed stream of a PDF is not found here; that is what a scan is for (`scanning`).

Source: ISO 15948 (PNG); ISO 10918-1 (JPEG); ISO 32000-1 §7.5 (PDF); [MS-CFB] (OLE); ECMA-376 (docx).
"""

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from xml.parsers import expat

NOT_WHAT_IT_SAYS, EXECUTABLE, ACTIVE, EMPTY = (
    "evidence.not_its_type",
    "evidence.executable",
    "evidence.active_content",
    "evidence.empty",
)
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"dex\n")
_PNG, _PNG_END = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", b"IEND\xaeB`\x82"
_JPEG, _JPEG_END = b"\xff\xd8\xff", b"\xff\xd9"
_JPEG_FRAME = re.compile(rb"\xff[\xc0-\xc3\xc5-\xc7\xc9-\xcb\xcd-\xcf]")
_PDF, _PDF_END = re.compile(rb"%PDF-[12]\.\d"), b"%%EOF"
_PDF_END_WITHIN = 2048
_PDF_ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA)(?![A-Za-z0-9])")
_PDF_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_WORD = "WordDocument".encode("utf-16-le")
_OLE_ACTIVE = tuple(name.encode("utf-16-le") for name in ("_VBA_PROJECT", "Macros", "Ole10Native", "Package"))
_ZIP = b"PK\x03\x04"
_PACKINGS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})  # no word processor packs in another way
_WORD_PART, _WORD_TYPES = "word/document.xml", "[Content_Types].xml"
_WORD_ACTIVE = re.compile(r"vbaproject|\.bin$|\.exe$|\.dll$|\.js$|\.vbs$|(?:^|/)embeddings/|activex", re.IGNORECASE)
_RELATIONS, _LINK = ".rels", "/hyperlink"
_MOST_PARTS, _LARGEST_UNPACKED_BYTES = 2000, 200 * 1024 * 1024
_ENCRYPTED = 0x1


def fault_in(content: bytes, *, media_type: str) -> str | None:
    """Return why a file is not taken as what its sender says it is, None where it is sound.

    Shape: media_type "application/pdf"; gives a code as "evidence.executable".
    """
    if not content:
        return EMPTY
    if content.startswith(_PROGRAMS):
        return EXECUTABLE
    return _FAULTS[media_type](content) if media_type in _FAULTS else NOT_WHAT_IT_SAYS


def _fault_in_png(content: bytes) -> str | None:
    return None if content.startswith(_PNG) and content.endswith(_PNG_END) else NOT_WHAT_IT_SAYS


def _fault_in_jpeg(content: bytes) -> str | None:
    # Telephones write more behind the end of the picture, so the end need not be the last thing.
    is_whole = content.startswith(_JPEG) and _JPEG_FRAME.search(content) and _JPEG_END in content
    return None if is_whole else NOT_WHAT_IT_SAYS


def _fault_in_pdf(content: bytes) -> str | None:
    if not _PDF.match(content) or _PDF_END not in content[-_PDF_END_WITHIN:]:
        return NOT_WHAT_IT_SAYS
    plain = _PDF_ESCAPE.sub(lambda found: bytes.fromhex(found[1].decode()), content)
    return ACTIVE if _PDF_ACTIVE.search(plain) else None


def _fault_in_doc(content: bytes) -> str | None:
    if not content.startswith(_OLE) or _OLE_WORD not in content:
        return NOT_WHAT_IT_SAYS
    return ACTIVE if any(name in content for name in _OLE_ACTIVE) else None


def _fault_in_docx(content: bytes) -> str | None:
    if not content.startswith(_ZIP):
        return NOT_WHAT_IT_SAYS
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            return _fault_in_parts(parts)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError):
        return NOT_WHAT_IT_SAYS


def _fault_in_parts(parts: zipfile.ZipFile) -> str | None:
    listed = parts.infolist()
    names = {part.filename for part in listed}
    if not names.issuperset({_WORD_PART, _WORD_TYPES}) or _is_a_bomb(listed):
        return NOT_WHAT_IT_SAYS
    if any(_WORD_ACTIVE.search(name) for name in names):
        return ACTIVE
    related = (name for name in names if name.lower().endswith(_RELATIONS))
    return ACTIVE if any(_loads_from_elsewhere(parts.read(name)) for name in related) else None


def _loads_from_elsewhere(relations: bytes) -> bool:
    """Say whether a document loads a template, an object or a picture from elsewhere when it is opened.

    A link waits for somebody to follow it. What is no XML, or names entities of its own, is not read any further.
    """
    found: list[str] = []

    def element(_: str, said: dict[str, str]) -> None:
        kind = said.get("Type", "")
        if said.get("TargetMode", "").lower() == "external" and not kind.endswith(_LINK):
            found.append(kind)

    def doctype(name: str, *_: object) -> None:
        found.append(name)

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.StartDoctypeDeclHandler = element, doctype
    try:
        parser.Parse(relations, True)  # noqa: FBT003  its own way of saying that this is all
    except expat.ExpatError:
        return True
    return bool(found)


def _is_a_bomb(listed: list[zipfile.ZipInfo]) -> bool:
    """Say whether opening an archive would take more than any letter does, a password, or another way of unpacking."""
    closed = (part for part in listed if part.flag_bits & _ENCRYPTED or part.compress_type not in _PACKINGS)
    if len(listed) > _MOST_PARTS or any(closed):
        return True
    return sum(part.file_size for part in listed) > _LARGEST_UNPACKED_BYTES


_FAULTS: Mapping[str, Callable[[bytes], str | None]] = {
    "image/png": _fault_in_png,
    "image/jpeg": _fault_in_jpeg,
    "application/pdf": _fault_in_pdf,
    "application/msword": _fault_in_doc,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": _fault_in_docx,
}
KNOWN = frozenset(_FAULTS)
