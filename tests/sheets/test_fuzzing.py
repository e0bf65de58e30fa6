"""A short slice of the files that nobody would send; `make fuzz-sheets` admits many more."""

import sys

import pytest

from tests.sheets import fuzzing

FILES = 400


def test_no_file_kills_the_process_hangs_or_gets_an_empty_receipt(capfd: pytest.CaptureFixture[str]) -> None:
    assert fuzzing.main(FILES) == 0, capfd.readouterr().out


def test_the_death_of_a_process_and_its_silence_count() -> None:
    dying = fuzzing.Worker([sys.executable, "-c", "print('ready', flush=True); input(); import os; os.abort()"])
    silent = fuzzing.Worker([sys.executable, "-c", "print('ready', flush=True); import time; time.sleep(60)"], hang=0.2)

    said = [worker.admitted(1)[0] for worker in (dying, silent)]
    for worker in (dying, silent):
        worker.end()

    assert said == ["died", "hung"]


def test_a_file_is_made_from_its_number_alone() -> None:
    assert [fuzzing.file_of(number) for number in range(50)] == [fuzzing.file_of(number) for number in range(50)]
