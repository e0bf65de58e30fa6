"""Files as subjects send them, each the smallest that is sound, and what is said of them."""

import hashlib
import io
import zipfile

from chalicelib.objections.evidence.attaching import Declared

PDF = b"%PDF-1.4\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(17) + b"\x00\x00\x00\x00IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\xff\xc0\x00\x0b" + bytes(9) + b"\xff\xd9"
DOC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "WordDocument".encode("utf-16-le") + bytes(64)
# In two halves, as where it is looked for.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
MEDIA = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def a_docx(*names: str) -> bytes:
    """Return a Word file with further parts."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as parts:
        for name in ("[Content_Types].xml", "word/document.xml", *names):
            parts.writestr(name, "<虚构/>")
    return content.getvalue()


def declared(content: bytes = PDF, **changes: object) -> Declared:
    """Return what is said of a file."""
    said = {
        "kind": "decision",
        "type": "pdf",
        "size_bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    return Declared(**{**said, **changes})  # type: ignore[arg-type]


def papers() -> dict[str, bytes]:
    """Return one sound file of each kind that an organisation's representative must bring, and one that proves."""
    kinds = ("decision", "pledge", "authorisation")
    return {kind: PDF.replace(b"trailer", f"% {kind}\ntrailer".encode()) for kind in kinds}
