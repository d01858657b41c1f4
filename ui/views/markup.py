"""Words of sources and users as inert HTML. Pure functions; everything shown goes through them.

Nothing that came from a source or a user is ever markup: every ASCII character that HTML, Markdown
or a template could read as syntax leaves as a numeric entity. What is HTML already is `Markup`.
"""

from __future__ import annotations

import re

from markupsafe import Markup

# The in-text markers of the sources themselves: "[3]", "[2, с. 86]", "[1; 4]".
_OWN_MARKER = re.compile(r"(\[\d+(?:\s*[,:;–-][^\[\]\n]{0,40})?\])")
_UNSAFE = re.compile(r"[!-/:-@\[-`{-~]")
# Control characters could drive a terminal; bidirectional overrides could reorder the line.
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def calm(text: str) -> str:
    """`text` with plain line ends and without characters that a screen would obey."""
    return _CONTROLS.sub("\ufffd", re.sub("\r\n?|[\x0b\x0c\x85]", "\n", text))


def inert(value: object) -> Markup:
    """A value as text or as an attribute in quotes, exactly as it is, line ends too."""
    if isinstance(value, Markup):
        return value
    entities = _UNSAFE.sub(lambda match: f"&#{ord(match[0])};", calm(str(value)))
    return Markup(entities.replace("\n", "&#10;"))


def escaped(text: str) -> Markup:
    """`text` as inert HTML that a Markdown renderer leaves alone too; line ends become `<br>`."""
    if isinstance(text, Markup):
        return text
    # Four spaces at the start of a line would be a code block to Markdown.
    return Markup(re.sub("[ \t]+", " ", inert(text)).replace("&#10;", "<br>"))


def with_own_markers(text: str) -> Markup:
    """Escaped text in which the source's own `[2, с. 86]` is set apart from the answer's marks."""
    parts = map(escaped, _OWN_MARKER.split(text))
    apart = Markup('<span class="dz-own">{}</span>')
    return Markup("").join(apart.format(p) if n % 2 else p for n, p in enumerate(parts))


def language_attribute(language: str) -> Markup:
    """The `lang` attribute of words in a source's language, for screen readers."""
    return Markup(f' lang="{language}"' if re.fullmatch("[a-z]{2,3}", language) else "")
