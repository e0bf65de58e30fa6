"""`python -m infra.characters`: writes the table of traditional characters anew from OpenCC's dictionaries.

What ships is the table: OpenCC itself would be another 7 MB in every function. A test holds the two together.
"""

from collections.abc import Iterator
from pathlib import Path

from infra.client.ending import run

TABLE = Path(__file__).resolve().parents[1] / "chalicelib" / "search" / "characters.toml"
# The blocks of Unicode that hold ideographs, compatibility forms left out: NFKC has made those one already.
_BLOCKS = (range(0x3400, 0xA000), range(0x20000, 0x32400))
_A_LINE = 40


def table() -> str:
    """Return the table as it is to be: every character that OpenCC writes otherwise in simplified Chinese."""
    pairs = list(_pairs())
    return _PAGE.format(
        traditional=_lines(one for one, _ in pairs),
        simplified=_lines(other for _, other in pairs),
    )


def main() -> int:
    """Write the table anew."""
    TABLE.write_text(table(), "utf-8")
    print(TABLE.relative_to(TABLE.parents[2]))
    return 0


def _pairs() -> Iterator[tuple[str, str]]:
    import opencc

    convert = opencc.OpenCC("t2s").convert
    for block in _BLOCKS:
        for character in map(chr, block):
            # Twice, because a few lead to one that leads on; what is simplified stays as it is.
            simplified = convert(convert(character))
            if simplified != character and len(simplified) == 1:
                yield character, simplified


def _lines(characters: Iterator[str]) -> str:
    whole = "".join(characters)
    return "\n".join(whole[at : at + _A_LINE] for at in range(0, len(whole), _A_LINE))


_PAGE = """\
# Traditional characters (繁体字) and the simplified ones they are compared as, in the same order.
# Made by `make characters`; what is changed here by hand is lost.

source = "OpenCC 1.4.2, TSCharacters (Apache License 2.0), https://github.com/BYVoid/OpenCC"
traditional = \"\"\"
{traditional}
\"\"\"
simplified = \"\"\"
{simplified}
\"\"\"
"""


if __name__ == "__main__":
    run(main)
