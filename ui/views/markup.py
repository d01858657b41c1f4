"""Words of sources and users as inert HTML. Pure functions; everything shown goes through them.

Nothing that came from a source or a user is ever markup: every ASCII character that HTML, Markdown
or a template could read as syntax leaves as a numeric entity.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

# The in-text markers of the sources themselves: "[3]", "[2, с. 86]", "[1; 4]".
_OWN_MARKER = re.compile(r"\[\d+(?:\s*[,;–-][^\[\]\n]{0,40})?\]")
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x85]")
_BLANKS = re.compile("[ \t]+")
_UNSAFE = re.compile(r"[!-/:-@\[-`{-~]")
# Control characters could drive a terminal; bidirectional overrides could reorder the line.
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def calm(text: str) -> str:
    """`text` with plain line ends and without characters that a screen would obey."""
    return _CONTROLS.sub("\ufffd", _LINE_END.sub("\n", text))


def escaped(text: str) -> str:
    """`text` as inert HTML that a Markdown renderer leaves alone too; line ends become `<br>`."""
    # Four spaces at the start of a line would be a code block to Markdown.
    return _BLANKS.sub(" ", _entities(text)).replace("\n", "<br>")


def attribute(text: str) -> str:
    """`text` as the value of an attribute in double quotes, exactly as it is, line ends too."""
    return _entities(text).replace("\n", "&#10;")


def _entities(text: str) -> str:
    return _UNSAFE.sub(lambda match: f"&#{ord(match[0])};", calm(text))


def with_own_markers(text: str) -> str:
    """Escaped text in which the source's own `[2, с. 86]` is set apart from the answer's marks."""
    parts, place = [], 0
    for match in _OWN_MARKER.finditer(text):
        parts.append(escaped(text[place : match.start()]))
        parts.append(f'<span class="dz-own">{escaped(match[0])}</span>')
        place = match.end()
    return "".join(parts) + escaped(text[place:])


def language_attribute(language: str) -> str:
    """The `lang` attribute of words in a source's language, for screen readers."""
    return f' lang="{language}"' if re.fullmatch("[a-z]{2,3}", language) else ""


def slips_html(said: Iterable[str], label: str) -> str:
    """Slips of the article, each with a label that is ours."""
    return "".join(f'<p class="dz-slip"><b>{label}</b> {escaped(one)}</p>' for one in said)


def button(label: str, act: str, *, title: str = "", look: str = "dz-button", **data: str) -> str:
    """A button that sends the event `act` of its component, with `data`. `label` is ours."""
    values = "".join(f' data-{name}="{attribute(value)}"' for name, value in data.items())
    named = f' title="{attribute(title)}" aria-label="{attribute(title)}"' if title else ""
    return f'<button type="button" class="{look}" data-act="{act}"{values}{named}>{label}</button>'


def copy_button(label: str, text: str, *, look: str = "dz-button") -> str:
    """A button that puts `text` on the clipboard."""
    return f'<button type="button" class="{look}" data-copy="{attribute(text)}">{label}</button>'
