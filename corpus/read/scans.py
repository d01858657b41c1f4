"""Scans: their text recognised by ocrmypdf, and text that was recognised with wrong letters."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from dzherelo.corpus.errors import FileRefused, Message

_PROGRAM = "ocrmypdf"


def recognise(path: Path, languages: str) -> bytes:
    """The PDF file at `path` with a text layer that ocrmypdf made anew; it runs on this machine.

    `languages` are those of Tesseract, joined by "+". Raises FileRefused if ocrmypdf is not
    installed or fails.
    """
    program = shutil.which(_PROGRAM)
    if program is None:
        raise FileRefused(
            Message("{name} was not recognised: ocrmypdf is not installed.", name=path.name),
            "Install it with Tesseract and its languages (Debian, Ubuntu: `apt install ocrmypdf "
            "tesseract-ocr-ukr`; macOS: `brew install ocrmypdf tesseract-lang`).",
        )
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder, "recognised.pdf")
        command = [program, "--force-ocr", "--output-type", "pdf", "--language", languages]
        done = subprocess.run(
            [*command, "--", str(path), str(made)], capture_output=True, text=True, check=False
        )
        if done.returncode or not made.is_file():
            said = (done.stderr.strip() or f"exit code {done.returncode}").splitlines()[-1]
            raise FileRefused(
                Message("ocrmypdf could not recognise {name}: {said}", name=path.name, said=said),
                "Check the file and that Tesseract has the languages: `tesseract --list-langs`.",
            )
        return made.read_bytes()


def is_garbled(text: str, *, share: float = 0.1, fewest: int = 5) -> bool:
    """Whether Latin letters stand in many of the Cyrillic words, as where "и" was taken for "u": in
    at least that share of them, and in no fewer words than the `fewest`."""
    words = re.findall(r"[^\W\d_]{3,}", text)
    cyrillic = [word for word in words if re.search("[\u0400-\u04ff]", word)]
    mixed = sum(re.search("[A-Za-z]", word) is not None for word in cyrillic)
    return mixed >= max(fewest, share * len(cyrillic))
