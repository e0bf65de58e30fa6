"""The README says what is so: its figures, the commands and the files that it names."""

import re
from datetime import date

import pytest

from chalicelib.catalogue.items import catalogue
from infra.local.demonstration.files import files
from infra.local.demonstration.loading import body_codes
from tests.servers import ROOT

README = (ROOT / "README.md").read_text("utf-8")


def test_the_items_are_as_many_as_it_says() -> None:
    assert re.findall(r"(\d+) items", README) == [str(len({one.id for one in catalogue().items}))]


@pytest.mark.parametrize("target", sorted(set(re.findall(r"`make ([a-z-]+)", README))))
def test_what_it_has_made_can_be_made(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text("utf-8"), flags=re.MULTILINE)


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`((?:infra|chalicelib|tests)/[^`]*|app\.py)`", README))))
def test_what_it_names_is_there(path: str) -> None:
    assert (ROOT / path).exists()


def test_the_files_that_it_shows_as_loaded_have_as_many_rows() -> None:
    rows = {one.name: one.rows for one in files(today=date(2026, 11, 28), codes=body_codes())}
    shown = re.findall(r"^      (\S+): (\d+) rows, (\d+) added$", README, flags=re.MULTILINE)
    assert shown
    assert all(int(said) == int(added) == rows[name] for name, said, added in shown)
