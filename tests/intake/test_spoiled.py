"""Spoiled files of every format that intake takes apart: read, or turned down with a code; never anything else.

Here a few in this process; thousands in the walls by `python tools/fuzz.py --works apart`, and PDF only there: pdfium
is not Python.
"""

import contextlib
import io
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as examples

from luoshi.intake.extract import archive, task
from luoshi.record.sandbox import TurnedDown
from tests.intake import office_files
from tests.record.spoiling import spoiled

IN_PYTHON = tuple(one for one in office_files.EVERY if one[0] != "pdf")


@examples(max_examples=120, phases=[Phase.generate], suppress_health_check=list(HealthCheck), derandomize=True)
@given(spoiled(IN_PYTHON))
def test_a_spoiled_file_is_read_or_turned_down(file: tuple[str, bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder, contextlib.suppress(TurnedDown):
        if file[0] == "zip":
            archive.unpacked(io.BytesIO(file[1]), Path(folder), most=10, each=100_000, together=1_000_000)
        else:
            task.text_of(io.BytesIO(file[1]), Path(folder))
