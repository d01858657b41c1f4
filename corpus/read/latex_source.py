"""The source of a TeX file before it is parsed: what it takes in, and its own commands expanded."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import Path

from dzherelo.corpus.read.encodings import decode
from dzherelo.corpus.read.lines import clean

_MOST = 8 * 2**20  # characters: of a file with all that it takes in


def with_parts(source: str, folder: Path | None, depth: int = 0) -> str:
    """The source without comments, with the files that it takes in at their places."""
    source = re.sub(r"(?m)(?<!\\)((?:\\\\)*)%.*\n?[ \t]*", r"\1", source)

    def part(found: re.Match[str]) -> str:
        text = beside(folder, found[1].strip(), ".tex") if depth < 5 else ""
        return with_parts(text, folder, depth + 1) if text else ""

    return re.sub(r"\\(?:input|include|subfile)\{([^{}]+)\}", part, source)[:_MOST]


def beside(folder: Path | None, name: str, ending: str) -> str:
    """The text of a file in the folder; empty if there is none, or if it lies elsewhere."""
    if folder is None or not name:
        return ""
    path = (folder / (name if name.endswith(ending) else name + ending)).resolve()
    if not path.is_relative_to(folder.resolve()) or not path.is_file():
        return ""
    if path.stat().st_size > _MOST:
        return ""
    return clean(decode(path.read_bytes(), name=path.name)) if path.stat().st_size else ""


def expanded(head: str, body: str, *, kept: Collection[str], rounds: int = 4) -> str:
    """The body with the commands that the head defines as what they stand for, as long as it does
    not grow beyond measure; those in `kept` stay."""
    own: dict[str, tuple[int, str]] = {}
    defined = (
        r"\\(?:(?:re)?newcommand|providecommand|def|DeclareRobustCommand)\*?\s*\{?\s*\\([A-Za-z]+)"
        r"\s*\}?\s*(?:\[(\d)\]|((?:#\d)*))\s*(?=\{)"
    )
    for found in re.finditer(defined, head):
        name, bracketed, bare = found.groups()
        text, _ = _group(head, found.end())
        if name not in kept and len(text) < 400:
            own[name] = (int(bracketed or len(bare or "") // 2), text)
    for _ in range(rounds if own else 0):
        again = _once_expanded(body, own)
        if again == body or len(again) > 2 * len(body) + 10_000:
            break
        body = again
    return body


def _once_expanded(body: str, own: Mapping[str, tuple[int, str]]) -> str:
    pieces: list[str] = []
    place = 0
    for found in re.finditer(rf"\\({'|'.join(own)})(?![A-Za-z])(?:\{{\}})?", body):
        if found.start() < place:
            continue
        number, text = own[found[1]]
        end = found.end()
        for argument in range(1, number + 1):
            given, end = _group(body, end)
            text = text.replace(f"#{argument}", given)
        pieces += [body[place : found.start()], text]
        place = end
    return "".join([*pieces, body[place:]])


def _group(source: str, place: int) -> tuple[str, int]:
    """What stands in the braces that open at `place`, and where they end; else one sign."""
    if source[place : place + 1] != "{":
        return source[place : place + 1], place + 1
    depth = 0
    for brace in re.compile(r"\\.|[{}]", re.DOTALL).finditer(source, place, place + 20_000):
        depth += {"{": 1, "}": -1}.get(brace[0], 0)
        if not depth:
            return source[place + 1 : brace.start()], brace.end()
    return "", place + 1
