"""The words that stand on a printed report and in no other form of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from chalicelib.terms.tables import Table, strict, table, text_of

FILE = "reports/printing/words"
_TABLES = ("proof", "kinds", "readers")
_ABOUT = {"basis", "confirmed"}


@dataclass(frozen=True, slots=True)
class Words:
    """The words, each by its key; `proof` names what proves it, `kinds` which it is, `readers` who reads it."""

    texts: Mapping[str, str]
    how_to_verify: tuple[str, ...]
    proof: Mapping[str, str]
    kinds: Mapping[str, str]
    readers: Mapping[str, str]

    def __getitem__(self, key: str) -> str:
        """Return the words under a key."""
        return self.texts[key]


KEYS = frozenset(
    {
        *("number", "version", "issued_at", "issuing_body", "kind", "reader", "purpose", "credit_code", "reference"),
        *("period", "from_to", "known_on", "valid_on", "verifiable_until", "found"),
        *("library", "explanation", "summary", "verification", "no_name", "origin", "until", "statement"),
        *("legend", "legend_disputed", "legend_between", "legend_under_repair", "legend_end"),
        *("code", "code_alt", "test_key", "test_key_why", "replaced", "watermark", "watermark_public"),
    }
)


def words_of(raw: Table) -> Words:
    """Return the words made from their table.

    Raises: DataFileError for a key that is missing or unknown, and for a blank.
    """
    read = strict(raw, file=FILE, required={*KEYS, *_TABLES, *_ABOUT, "how_to_verify"})
    return Words(
        texts={key: text_of(read[key], file=FILE, key=key) for key in sorted(KEYS)},
        how_to_verify=tuple(text_of(line, file=FILE, key="how_to_verify") for line in read["how_to_verify"]),
        **{
            name: {key: text_of(text, file=FILE, key=f"{name}.{key}") for key, text in read[name].items()}
            for name in _TABLES
        },
    )


@cache
def words() -> Words:
    """Return the platform's words; read once."""
    return words_of(table(FILE))
