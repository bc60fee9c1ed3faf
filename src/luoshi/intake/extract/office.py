"""The task of the child that turns an old office file (doc, wps, rtf, xls, et) into a new one, by LibreOffice."""

import shutil
from pathlib import Path
from typing import IO

from luoshi.intake.extract import kinds
from luoshi.record.files import office_program
from luoshi.record.sandbox import Answer

#: What the file is called on its way in, and the filter that writes it anew.
_NAMES = {kinds.OLD_WORD: "in.doc", kinds.RTF: "in.rtf", kinds.OLD_SHEET: "in.xls"}
_FILTERS = {kinds.DOCX: ("docx", "docx:MS Word 2007 XML"), kinds.XLSX: ("xlsx", "xlsx:Calc MS Excel 2007 XML")}


def converted(source: IO[bytes], folder: Path, *, media_type: str, program: str) -> Answer:
    """`{"made": name}` of the new file in the folder. Raises TurnedDown(`damaged`) when none is made."""
    ending, written_by = _FILTERS[kinds.OFFICE[media_type]]
    work = folder / ".office"
    made = office_program.convert(source, work, name=_NAMES[media_type], program=program, to=written_by, ending=ending)
    shutil.move(made, folder / f"made.{ending}")
    return {"made": f"made.{ending}"}
