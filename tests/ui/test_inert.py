"""The law of the page: no text of a source, a user or a model is ever markup, in any view."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime
from html.parser import HTMLParser
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from dzherelo.assistant.citations.lookup import Behind, Cited, Lookup, Mark, Provision, Work
from dzherelo.assistant.types import Answer, Citation, Cost, Hit, Statement
from dzherelo.corpus.library.notes import Note
from dzherelo.corpus.records import Address, Author, Correction, Record
from dzherelo.corpus.types import Kind, Locator, Passage, Source, Span, Status
from dzherelo.evals.compare import Change, Difference
from dzherelo.ui.history.saved import SavedChat
from dzherelo.ui.locale.texts import Words
from dzherelo.ui.views import answer_html, lookup, page_html
from dzherelo.ui.views.answer_html import Exchange
from dzherelo.ui.views.places import of_passage
from dzherelo.ui.views.render import View, html

# Pieces of what HTML, attributes, entities, Markdown and templates are made of, and any text.
_PIECES = [
    "<", ">", '"', "'", "&", "/", "=", "`", "\\", "\n", "\r", "\t", "\x0b", "\x0c", "\x1b", "\x7f",
    "\x85", "\u2028", "\u202e", "{{", "}}", "{%", "%}", "${", "<!--", "-->", "]]>", "&lt;", "&#60",
    "<script>", "</script>", "</div>", "<img src=x onerror=alert(1)>", ' onclick="x"', "[1]",
    "javascript:alert(1)", "[2, с. 86]", "\x02", "\x03", "слово", " ",
]  # fmt: skip
hostile = st.one_of(
    st.lists(st.sampled_from(_PIECES), min_size=1, max_size=8).map("".join),
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1),
).map(lambda text: f"а{text}б")


class Shape(HTMLParser):
    """The elements of HTML with the names of their attributes, and nothing of their words."""

    def __init__(self, made: str) -> None:
        super().__init__()
        self.elements: Counter[tuple[str, ...]] = Counter()
        self.feed(str(made))
        self.close()

    def handle_starttag(self, tag, attrs):
        # A line end of a text is a break; a marker of a source stands in an element of ours.
        if tag != "br" and ("class", "dz-own") not in attrs:
            self.elements[tag, *(name for name, _ in attrs)] += 1

    def handle_comment(self, data):
        self.elements["!--", data] += 1

    handle_decl = unknown_decl = handle_pi = handle_comment


def passage(text: str, number: int = 1) -> Passage:
    span, locator = Span(10, 10 + len(text)), Locator(section=text, paragraph=number)
    name = f"law:p{number}"
    return Passage(name, "law", span, text, locator, "uk", Kind.PARAGRAPH, context=text)


def talk(text: str, view: View) -> list[str]:
    cited = passage(text)
    citations = (Citation(1, cited, Span(11, 9 + len(text)), 3),)
    statements = (Statement(f"{text}.", (1,)), Statement(f"{text}!", (2,), supported=False))
    said = Answer(
        text, "uk", True, text, statements=statements, citations=citations,
        understood=f"інше {text}", notice=text, cost=Cost(text, 1, 1, 1.0),
    )  # fmt: skip
    hits = (Hit(1, 0.5, cited),)
    declined = Answer(text, "uk", False, text, "not-in-library", hits=hits, notice=text)
    unclear = Answer(text, "uk", False, text, "unclear")
    turns = [
        Exchange(text, statements, said), Exchange(text, error=text), Exchange(text, statements),
        Exchange(text, answer=declined), Exchange(text, answer=unclear),
    ]  # fmt: skip
    gone = View(view.words, view.titles, stands=lambda place: False, first=lambda: (text,))
    welcome = answer_html.talk_html((), gone, more=text)
    return [welcome, *(answer_html.talk_html(turns, one, busy=True) for one in (view, gone))]


def looked_up(text: str, view: View) -> list[str]:
    record = Record(
        id="law", type="document", title=text, language="uk", number=5, edition=text, rights=text,
        authors=(Author(family=text),), addresses=(Address(url=text, role="official"),),
        corrections=(Correction(about="law", uk=text, en=text, article_says=text, rightly=text),),
    )  # fmt: skip
    source = Source("law", text, "uk", Status.FULL)
    notes = (Note("law", Locator(), text, text, text, text, "article"),)
    work = Work(5, record, source, passage(text, 9), notes)
    at = passage(text, 3)
    marks = (
        Mark(5, "law", at.locator, text, text, at, at.span, slips=record.corrections),
        Mark(5, "law", at.locator, text, None, notes=notes),
    )
    cited = tuple(Cited(one, Behind("page", (at,), 1), asked=True) for one in marks)
    provision = Provision("law", (at, passage(text, 2)), {"uk": text, "en": text})
    whole = Lookup(text, "pinpoint", (work,), cited, (provision,), also=(source,), listed=2)
    statement = Lookup(text, "statement", (work,), cited, direct=True)
    hits, found = [Hit(1, 0.5, at)], [lookup.Example(text, "lookup.case.words")]
    return [
        lookup.lookup_html(whole, view),
        lookup.lookup_html(statement, view),
        lookup.similar_html(hits, view, to=at, ref=text),
        lookup.similar_html([], view, to=None, ref=text),
        html("lookup", "missed", text, text, text, text, found, view),
    ]


def beside(text: str, view: View) -> list[str]:
    """The other parts of the page: the sources, the viewer, the chats, evaluation."""
    words, at = view.words, passage(text)
    place = of_passage(at, Span(11, 9 + len(text)))
    marks = tuple(
        page_html.Cited(Mark(1, "law", at.locator, text, text, at, at.span), where)
        for where in (place, None)
    )
    work = Source(text, text, "uk", Status.PART, authors=(text,))
    listed = page_html.Listed(work, 1, marks, place, held=True, fetchable=True)
    now = datetime(2026, 11, 24, tzinfo=UTC)
    snippet = re.sub("[\x02\x03]", "", text) + "\x02слово\x03"
    chats = [SavedChat(text, text, now, now, snippet)]
    window = SimpleNamespace(first=1, last=2, anchor=1)
    change = Change("q", "uk", "fact", True, text, (text,))
    delta = Difference(text, "retrieval", 9, 0.5, 0.7, 0.1, 0.4, 0.0, None, 0.0, False)
    runs = SimpleNamespace(common=9, differences=(delta,), changes=(change,))
    rows = html("viewer", "pages", page_html.rows_of([at], place), window, place, words, 9)
    return [
        page_html.sources_html([listed], words),
        page_html.sources_html([listed], words, page_html.Shown(removing=text)),
        page_html.status_html([text], text, done=1, total=2),
        page_html.attaching_html(text, words),
        html("sources", "failed", text, text, "http://example.org/", words),
        html("sources", "hint", words, {"kind": text}),
        page_html.chats_html(chats, page_html.ChatsShown(text, text), words, now=now, notice=text),
        html("viewer", "tools", at, None, f"https://{text}", words),
        html("viewer", "source", at, rows, place, words, text, text, "", [at], "open", 1, [place]),
        html("viewer", "gone", place, words, text, text, 1, [place]),
        html("evaluation", "comparison", runs, text, text, [], words),
        html("evaluation", "framed", text, words),
        html("evaluation", "error", text),
        html("frame", "notice", text, text),
        html("frame", "queue", {"none": text}),
    ]


def pages(text: str) -> list[str]:
    titles = {"law": Source("law", text, "uk", Status.PART)}
    correction = Correction(about="law", uk=text, en=text)
    views = [View(Words("uk"), titles, slips=lambda citation: (correction,)) for _ in range(3)]
    return [
        made
        for view, make in zip(views, (talk, looked_up, beside), strict=True)
        for made in make(text, view)
    ]


PLAIN = [Shape(made).elements for made in pages("аслово-б")]


@given(hostile)
def test_whatever_a_text_says_the_elements_and_attributes_stay_the_same(text):
    for made, plain in zip(pages(text), PLAIN, strict=True):
        assert Shape(made).elements == plain


def test_a_value_that_a_template_lacks_is_an_error_and_not_silence():
    import jinja2
    import pytest

    with pytest.raises(jinja2.UndefinedError):
        html("frame", "heading", SimpleNamespace())
