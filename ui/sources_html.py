"""The list of sources as HTML: what each is, how much of it is held, what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.types import Source
from ui.markup import escaped
from ui.render import source_facts
from ui.texts import Words

if TYPE_CHECKING:
    from assistant.build import Assistant


def sources_html(assistant: Assistant, words: Words) -> str:
    """The sources with their status; how to begin, where there are none."""
    sources = assistant.sources()
    if not sources:
        head, how = words("empty"), words("empty.how")
        return f'<div class="dz-empty"><b>{head}</b><p>{escaped(how)}</p></div>'
    items = "".join(_source(source, words) for source in sources)
    return f'<ul class="dz-library">{items}</ul>'


def _source(source: Source, words: Words) -> str:
    status, *facts = source_facts(source, words)
    return (
        f"<li><b>{escaped(source.title)}</b>"
        f'<br><span class="dz-badge">{status}</span> '
        f'<span class="dz-place">{", ".join(facts)}</span></li>'
    )
