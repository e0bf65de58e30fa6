"""Examining a sealed PDF offline: what its seal covers, whether it is by a given key, and what the seal cannot say.

It asks for the one form in which the platform seals: every byte but the seal's own hex digits is signed, to the very
end of the file, and those digits are upper case, the shortest way of writing the one structure, and zeros. So whatever
is appended, or written otherwise with the same meaning, is refused, which readers of PDF let pass.

Shape:  examined(pdf, public_keys=[…]) -> Examination(fault=None, signed=((0, 9000), (12000, 12300)), unvouched=())
Source: ISO 32000-1 §12.8.1 (ByteRange); RFC 5652 §5 (SignedData); RFC 5035 §3 (signing certificate).
"""

import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass

_NAME = b"/ByteRange"
_BYTE_RANGE = re.compile(_NAME + rb"\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")
_HEX = re.compile(rb"[0-9A-F]*")
_PAIR = 2

# DER, as the platform writes each part of a seal that is always the same.
_VERSION_1 = bytes.fromhex("020101")
_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
_DATA = bytes.fromhex("300b06092a864886f70d010701")
_SHA256 = bytes.fromhex("300d06096086480165030402010500")
_ECDSA_SHA256 = bytes.fromhex("300a06082a8648ce3d040302")
_MESSAGE_DIGEST = bytes.fromhex("06092a864886f70d010904")
_SIGNING_CERTIFICATE = bytes.fromhex("060b2a864886f70d010910022f")
_HASH_IN_SET = bytes.fromhex("31220420")
_FORM = (_SIGNED_DATA, _VERSION_1, _DATA, _VERSION_1, _SHA256, _ECDSA_SHA256)
_SEQUENCE, _SET, _OCTETS, _CONTEXT_0 = 0x30, 0x31, 0x04, 0xA0
_LONG = 0x80

Range = tuple[int, int]
_Header = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Examination:
    """What was found; `fault` is a stable word, None for a sound seal. Ranges are of bytes, the last not in them.

    `unvouched` are bytes that no key vouches for, though they are not read as anything either: certificates of issuers.
    """

    fault: str | None
    signed: tuple[Range, ...] = ()
    unvouched: tuple[Range, ...] = ()
    certificate: bytes = b""

    @property
    def is_sound(self) -> bool:
        """Say whether the file is, to its last byte, what the key sealed."""
        return self.fault is None


class _FaultError(Exception):
    """What is wrong with a seal, by its word."""


def examined(pdf: bytes, *, public_keys: Collection[bytes]) -> Examination:
    """Examine a PDF with the keys that may have sealed it.

    Shape: each key DER, SubjectPublicKeyInfo.
    """
    try:
        signed, gap = _ranges_in(pdf)
        der = _contents_in(pdf[gap[0] : gap[1]])
        certificates = _checked(der, hashlib.sha256(b"".join(pdf[a:b] for a, b in signed)).digest(), public_keys)
    except (_FaultError, ValueError) as fault:
        return Examination(str(fault) if isinstance(fault, _FaultError) else "seal_unreadable")
    others = tuple(_place_of(one, der, gap) for one in certificates[1:])
    return Examination(None, signed, others, certificates[0])


def _ranges_in(pdf: bytes) -> tuple[tuple[Range, Range], Range]:
    """Return what is signed and the gap that the seal stands in; together they must be the whole file."""
    place = pdf.rfind(_NAME)
    found = _BYTE_RANGE.match(pdf, max(place, 0))
    if found is None:
        raise _FaultError("seal_missing")
    if pdf.find(_NAME) != place:
        raise _FaultError("seal_not_alone")
    start, length, second, second_length = map(int, found.groups())
    if start != 0 or second + second_length != len(pdf) or not length < second:
        raise _FaultError("file_not_covered")
    return ((0, length), (second, len(pdf))), (length, second)


def _contents_in(gap: bytes) -> bytes:
    """Return the structure that the seal's digits write, where they write it in the one way."""
    if gap[:1] != b"<" or gap[-1:] != b">" or not _HEX.fullmatch(gap, 1, len(gap) - 1) or len(gap) % _PAIR:
        raise _FaultError("seal_written_otherwise")
    whole = bytes.fromhex(gap[1:-1].decode())
    tag, _, end = _header_of(whole, 0)
    if tag != _SEQUENCE or any(whole[end:]):
        raise _FaultError("seal_written_otherwise")
    return whole[:end]


def _checked(der: bytes, digest: bytes, public_keys: Collection[bytes]) -> list[bytes]:
    """Return the certificates in a seal that is the one for a digest by one of the keys, the signer's first."""
    content_type, wrapped = _inside(der, _SEQUENCE)
    (content,) = _inside(wrapped, _CONTEXT_0)
    version, digests, kind, held, infos = _inside(content, _SEQUENCE)
    (info,) = _inside(infos, _SET)
    info_version, signer, digest_kind, attributes, suite, signature = _inside(info, _SEQUENCE)
    fixed = (content_type, version, kind, info_version, digest_kind, suite)
    if fixed != _FORM or _inside(digests, _SET) != [digest_kind]:
        raise _FaultError("seal_of_another_form")
    said = dict(_pair(attribute) for attribute in _inside(attributes, _CONTEXT_0))
    if said.get(_MESSAGE_DIGEST) != _HASH_IN_SET + digest:
        raise _FaultError("content_changed")
    certificates = _own_first(_inside(held, _CONTEXT_0), said.get(_SIGNING_CERTIFICATE, b""))
    if _named_by(certificates[0]) != signer:
        raise _FaultError("seal_of_another_form")
    # RFC 5652 §5.4: signed is the set, though it stands there under another tag.
    _verify(_body_of(signature, _OCTETS), bytes([_SET]) + attributes[1:], certificates[0], public_keys)
    return certificates


def _own_first(certificates: list[bytes], said: bytes) -> list[bytes]:
    """Return the certificates, first the one that the signed attributes name by its hash."""
    (named,) = _inside(said, _SET)
    (listed,) = _inside(named, _SEQUENCE)
    (first,) = _inside(listed, _SEQUENCE)
    wanted = _body_of(_inside(first, _SEQUENCE)[0], _OCTETS)
    own = [one for one in certificates if hashlib.sha256(one).digest() == wanted]
    if len(own) != 1:
        raise _FaultError("certificate_changed")
    return own + [one for one in certificates if one not in own]


def _named_by(certificate: bytes) -> bytes:
    """Return how a certificate is named in a seal: its issuer, and its serial number there."""
    _, serial, _, issuer, *_ = _inside(_inside(certificate, _SEQUENCE)[0], _SEQUENCE)
    return _element(_SEQUENCE, issuer + serial)


def _verify(signature: bytes, signed: bytes, certificate: bytes, public_keys: Collection[bytes]) -> None:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
    from cryptography.x509 import load_der_x509_certificate

    key = load_der_x509_certificate(certificate).public_key()
    written = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    if written not in public_keys or not isinstance(key, ec.EllipticCurvePublicKey):
        raise _FaultError("key_unknown")
    try:
        key.verify(signature, signed, ec.ECDSA(SHA256()))
    except InvalidSignature as error:
        raise _FaultError("signature_wrong") from error


def _place_of(certificate: bytes, der: bytes, gap: Range) -> Range:
    """Return where in the file the digits of a certificate stand."""
    start = gap[0] + 1 + _PAIR * der.index(certificate)
    return start, start + _PAIR * len(certificate)


def _pair(attribute: bytes) -> tuple[bytes, bytes]:
    name, values = _inside(attribute, _SEQUENCE)
    return name, values


def _inside(element: bytes, tag: int) -> list[bytes]:
    """Return the elements that an element of a tag is made of."""
    body, at, found = _body_of(element, tag), 0, []
    while at < len(body):
        _, _, end = _header_of(body, at)
        found.append(body[at:end])
        at = end
    return found


def _body_of(element: bytes, tag: int) -> bytes:
    has, start, end = _header_of(element, 0)
    if has != tag or end != len(element):
        raise _FaultError("seal_unreadable")
    return element[start:end]


def _header_of(data: bytes, at: int) -> _Header:
    """Return an element's tag, where its body begins and ends; its length must be written the shortest way."""
    tag, first = data[at : at + 2]
    if first < _LONG:
        start, length = at + 2, first
    else:
        start = at + 2 + first - _LONG
        length = int.from_bytes(data[at + 2 : start])
        if data[at + 1 : start] != _length_of(length):
            raise _FaultError("seal_unreadable")
    if start + length > len(data):
        raise _FaultError("seal_unreadable")
    return tag, start, start + length


def _element(tag: int, body: bytes) -> bytes:
    return bytes([tag]) + _length_of(len(body)) + body


def _length_of(length: int) -> bytes:
    """Return how DER writes a length."""
    if length < _LONG:
        return bytes([length])
    size = length.to_bytes((length.bit_length() + 7) // 8)
    return bytes([_LONG + len(size)]) + size
