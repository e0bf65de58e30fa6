"""Code lists (代码集): the official values a field takes. The official value is kept, the English one is shown."""

from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.terms.tables import Table

FILE = "catalogue/code_lists"
DASHES = "-－—–：:"


@dataclass(frozen=True, slots=True)
class CodeValue:
    """One official value, its English, and whether a text may follow it (其他-…).

    `kept_as` is the official value of today for a word of an earlier form.
    """

    code: str
    en: str
    is_open: bool
    kept_as: str | None = None

    @property
    def kept(self) -> str:
        """Return the value as a record keeps it."""
        return self.kept_as or self.code


@dataclass(frozen=True, slots=True, eq=False)
class CodeList:
    """The values one kind of field takes.

    Shape: id "penalty_kinds", zh "处罚类别", values (CodeValue("警告", "warning", False), …), separators ";；,…"
    """

    id: str
    zh: str
    basis: str
    confirmed: bool
    values: tuple[CodeValue, ...]
    separators: str
    by_word: Mapping[str, CodeValue]

    def official_of(self, text: str) -> str | None:
        """Return the official form of a value as it is kept, or None if it is not in the list.

        Example: official_of("有效") -> "1"; official_of("其他-责令改正") -> "其他-责令改正".
        """
        word = text.strip()
        if word in self.by_word:
            return self.by_word[word].kept
        value, said = self._opened(word)
        return f"{value.code}-{said}" if value and said else None

    def code_of(self, official: str) -> str:
        """Return the code alone of an official value: 其他 for 其他-责令改正. What is unknown stays as it is."""
        value = self.by_word.get(official) or self._opened(official)[0]
        return value.code if value else official

    def pieces_of(self, text: str) -> list[str]:
        """Return the single values in a cell that takes several, in order; a value may itself hold a separator.

        Example: pieces_of("警告、没收违法所得、没收非法财物") -> ["警告", "没收违法所得、没收非法财物"].
        """
        if text.strip() in self.by_word or not self.separators:
            return [text.strip()]
        pieces, rest = [], text
        while rest:
            piece, rest = self._first_piece_of(rest)
            if piece:
                pieces.append(piece)
        return pieces

    def _first_piece_of(self, text: str) -> tuple[str, str]:
        text = text.lstrip()
        for word in self._joined_words():
            after = text[len(word) :].lstrip()
            if text.startswith(word) and (not after or after[0] in self.separators):
                return word, after[1:]
        end = next((place for place, letter in enumerate(text) if letter in self.separators), len(text))
        return text[:end].strip(), text[end + 1 :]

    def _joined_words(self) -> list[str]:
        joined = [word for word in self.by_word if any(letter in word for letter in self.separators)]
        return sorted(joined, key=len, reverse=True)

    def _opened(self, word: str) -> tuple[CodeValue | None, str]:
        for value in self.values:
            head, rest = value.code, word[len(value.code) :]
            if value.is_open and word.startswith(head) and rest[:1] in tuple(DASHES):
                return value, rest.lstrip(DASHES).strip()
        return None, ""


def code_lists_of(raw: Table) -> dict[str, CodeList]:
    """Return the code lists made from their table, by id."""
    return {key: _code_list_of(key, row) for key, row in raw.items()}


def _code_list_of(key: str, row: Table) -> CodeList:
    by_word: dict[str, CodeValue] = {}
    values = []
    for entry in row["values"]:
        value = CodeValue(entry["code"], entry["en"], entry.get("open", False), entry.get("kept_as"))
        values.append(value)
        by_word |= dict.fromkeys((value.code, *entry.get("accepted", ())), value)
    separators = row.get("separators", "")
    return CodeList(key, row["zh"], row["basis"], row["confirmed"], tuple(values), separators, by_word)
