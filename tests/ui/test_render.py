from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from dzherelo.assistant.types import Answer, Citation, Cost, Hit, Review, Statement
from dzherelo.corpus.records import Correction
from dzherelo.corpus.types import Kind, Locator, Passage, Reference, Source, Span, Status
from dzherelo.ui.locale.texts import Words
from dzherelo.ui.views import answer_html as page_of
from dzherelo.ui.views import render
from dzherelo.ui.views.page_html import cut

TEXT = "Кошти складаються з внесків [2, с. 86] і пожертв. Решта йде на бібліотеку."


def passage(text: str = TEXT, *, start: int = 40, kind: Kind = Kind.PARAGRAPH, **more) -> Passage:
    return Passage(
        f"p-{start}",
        "fund",
        Span(start, start + len(text)),
        text,
        Locator(section="Кошти", paragraph=3, page=12),
        "uk",
        kind,
        **more,
    )


def source(status: Status = Status.FULL, title: str = "Про фонди") -> dict[str, Source]:
    return {"fund": Source("fund", title, "uk", status)}


def answer(statement: str, cited: Passage, quote: str, language: str = "uk", **more) -> Answer:
    start = cited.span.start + cited.text.index(quote)
    return Answer(
        "Звідки кошти?",
        language,
        True,
        f"{statement} [1]",
        statements=(Statement(statement, (1,)),),
        citations=(Citation(1, cited, Span(start, start + len(quote)), **more),),
    )


def _highlighted(cited: Passage, quote: Span) -> str:
    return render.html("viewer", "highlighted", *cut(cited, quote))


def html_answer(given: Answer, titles: dict[str, Source]) -> str:
    return page_of.answer_html(given, render.View(Words(given.language), titles))


def declined(language: str = "uk") -> Answer:
    hit = Hit(1, 0.4, passage())
    return Answer("Хто?", language, False, "Цього немає.", "not-in-library", hits=(hit,))


class _Page(HTMLParser):
    """Collects tags and text, and the text inside `mark`."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = self.marked = ""
        self._in_mark = False
        self.feed(str(html))

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self._in_mark = self._in_mark or tag == "mark"
        if tag == "br":
            self.handle_data("\n")

    def handle_endtag(self, tag):
        self._in_mark = self._in_mark and tag != "mark"

    def handle_data(self, data):
        self.text += data
        if self._in_mark:
            self.marked += data


def _visible(text: str) -> str:
    return re.sub("[ \t]+", " ", re.sub("\r\n?|[\x0b\x0c\x85]", "\n", text))


# -- plain text ----------------------------------------------------------------------------------


def test_plain_answer_shows_source_place_and_quote_under_the_marker():
    quote = "внесків [2, с. 86] і пожертв"
    shown = render.plain_answer(answer(f"«{quote}»", passage(), quote), source())
    assert shown == (
        "«внесків [2, с. 86] і пожертв» [1]\n\n"
        "[1] Про фонди, абз. 3, с. 12\n"
        "    «внесків [2, с. 86] і пожертв»"
    )


def test_a_quote_with_line_breaks_stands_on_one_line():
    broken = passage("Кошти складаються\nз внесків.\n\nРешта йде далі.")
    given = answer(f"«{broken.text}»", broken, broken.text)
    shown = render.plain_answer(given, source())
    assert shown.count("«Кошти складаються з внесків. Решта йде далі.»") == 2
    assert given.as_dict()["citations"][0]["quote"] == broken.text


@pytest.mark.parametrize("taken", ["звідки  кошти", "Звідки кошти", "ЗВІДКИ КОШТИ?!", None])
def test_a_wording_that_differs_in_signs_alone_is_not_shown(taken):
    given = replace(answer("Так.", passage(), "пожертв"), understood=taken)
    assert "Зрозуміло" not in render.plain_answer(given, source())
    assert "Зрозуміло" not in html_answer(given, source())
    other = replace(given, understood="Звідки кошти фонду?")
    assert "Зрозуміло як: Звідки кошти фонду?" in render.plain_answer(other, source())


def test_the_reference_for_the_quoted_words_is_named_with_its_page():
    start = 40
    at = TEXT.index("[2, с. 86]")
    marked = passage(
        references=(
            Reference(2, "86", Span(start + at, start + at + 10), Span(start, start + at - 1)),
        )
    )
    shown = render.plain_answer(answer("Так.", marked, "Кошти складаються", reference=2), source())
    assert "абз. 3, с. 12 (цитує джерело 2, с. 86)\n" in shown
    other = answer("Yes.", marked, "Кошти складаються", "en", reference=2)
    assert "(cites reference 2, p. 86)" in render.plain_answer(other, source())
    assert (
        "цитує джерело 2, с. 86"
        in _Page(html_answer(answer("Так.", marked, "Кошти"), source())).text
    )
    assert "цитує" not in render.plain_answer(answer("Так.", marked, "Решта"), source())


def test_a_slip_that_a_quote_repeats_is_told_under_it():
    slip = Correction(about="text", uk="Навпаки.", en="The reverse.", article_says="пожертв")
    given = answer("Так.", passage(), "пожертв")
    shown = render.plain_answer(given, source(), slips=lambda citation: (slip,))
    assert shown.endswith("Помилка статті: у статті «пожертв». Навпаки.")
    view = render.View(Words("en"), source(), slips=lambda citation: (slip,))
    assert "The reverse" in _Page(page_of.answer_html(given, view)).text
    assert "Навпаки" in page_of.copied(given, replace(view, words=Words("uk")))


def test_the_frame_follows_the_question_and_the_quote_stays_as_it_is():
    shown = render.plain_answer(answer("Gifts.", passage(), "пожертв", "en"), source())
    assert "para. 3, p. 12" in shown
    assert "“пожертв”" in shown


def test_plain_answer_wraps_to_the_terminal():
    long = passage("слово " * 60 + "кінець.")
    shown = render.plain_answer(answer("«так»", long, long.text), source(), width=40)
    assert max(map(len, shown.split("\n"))) <= 40
    assert " ".join(shown.split()).count("слово") == 60


@pytest.mark.parametrize(
    ("status", "said"), [("notes", "лише нотатки"), ("part", "частина тексту"), ("full", "")]
)
def test_a_source_that_was_not_read_whole_says_so(status, said):
    shown = render.plain_answer(answer("Так.", passage(), "пожертв"), source(Status(status)))
    assert (f"({said})" in shown) if said else ("(" not in shown)


def test_a_note_is_never_passed_off_as_text():
    note = passage(origin="note")
    assert "за нотатками" in render.plain_answer(answer("Так.", note, "пожертв"), source())
    assert "за нотатками" in html_answer(answer("Так.", note, "пожертв"), source())


def test_what_was_understood_is_said_when_it_differs():
    whole = Answer("А коли?", "uk", True, "1924.", understood="Коли засновано фонд?")
    assert "Зрозуміло як: Коли засновано фонд?" in render.plain_answer(whole, {})
    assert "Коли засновано фонд" in _Page(html_answer(whole, {})).text


def test_a_source_cannot_drive_the_terminal():
    evil = passage("Текст\x1b[31m червоний\x07 і \u202eнавпаки.")
    shown = render.plain_answer(answer("Так.", evil, evil.text), source(title="A\x1b]0;x\x07"))
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", shown)
    hits = render.plain_hits([Hit(1, 0.5, evil)], source(), "uk")
    assert "\x1b" not in hits


def test_hits_are_numbered_with_place_score_and_whole_text():
    shown = render.plain_hits([Hit(1, 0.714, passage())], source(), "en")
    assert shown == f"1. Про фонди, para. 3, p. 12  (0.71)\n   {TEXT}"


# -- HTML ----------------------------------------------------------------------------------------


def test_the_highlight_is_the_quote_exactly():
    quote = "внесків [2, с. 86] і пожертв"
    cited = answer("Так.", passage(), quote).citations[0]
    page = _Page(_highlighted(cited.passage, cited.quote))
    assert page.marked == quote
    assert TEXT in page.text


@given(st.text(min_size=1, max_size=60), st.data())
def test_any_text_is_shown_whole_with_the_right_highlight(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    cited = passage(text)
    shown = _highlighted(cited, Span(40 + start, 40 + end))
    page = _Page(shown)
    controls = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069]")
    flat = [
        re.sub(r"[ \t\n]+", "", controls.sub("\ufffd", _visible(part)))
        for part in (text, text[start:end])
    ]
    assert re.sub(r"[ \t\n]+", "", page.text) == flat[0]
    assert re.sub(r"[ \t\n]+", "", page.marked) == flat[1]


def test_marks_of_the_answer_and_of_the_source_look_different():
    quote = "внесків [2, с. 86] і пожертв"
    shown = html_answer(answer(f"«{quote}»", passage(), quote, reference=2), source())
    assert '<span class="dz-own">&#91;2&#44; с&#46; 86&#93;</span>' in shown
    assert 'class="dz-mark"' in shown
    assert "цитує джерело 2" in _Page(shown).text


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![x](http://evil.example/x.png)",
    "[click](javascript:alert(1))",
    "<http://evil.example/>",
    "http://evil.example/ www.evil.example",
    "    code\n\n    block",
    "```\ncode\n```",
    "# heading\n\n- item\n1. item\n\n| a | b |\n|---|---|\n| c | d |",
    "**bold** _em_ ~~gone~~ `code` &lt;b&gt; \\*",
    "a\n===\n\nb\n---\n\n> quote",
    "$$x^2$$ ${1+1} {{value}}",
    '" onmouseover="alert(1)',
    "</div></details><b>",
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_text_of_sources_and_users_is_never_markup(hostile):
    cited = passage(f"Початок {hostile} кінець", context=hostile)
    whole = answer(hostile, cited, hostile)
    titles = source(title=hostile)
    pieces = [
        render.html("answer", "question", hostile),
        page_of.statements_html(whole.statements, render.View(Words("uk"), titles)),
        html_answer(whole, titles),
        html_answer(declined(), titles),
        page_of.error_html(hostile),
    ]
    plain = _Page("".join(html_answer(answer("а", passage("а"), "а"), source())))
    for piece in pieces:
        page = _Page(piece)
        assert set(page.tags) <= {*plain.tags, "br", "ul", "li", "q"}
        # Gradio's chat runs Markdown over it: nothing may become a tag that was not one.
        over = _Page(MarkdownIt("js-default", {"html": True, "linkify": False}).render(piece))
        assert over.tags == page.tags
        assert "evil.example/x.png" not in re.findall(r'(?:src|href)="([^"]*)"', piece)
    assert hostile.split()[0] in _Page(pieces[0]).text


def test_list_items_are_a_list():
    items = [passage(f"пункт {n};", start=100 * n, kind=Kind.ITEM) for n in (1, 2)]
    whole = Answer(
        "Які?",
        "uk",
        True,
        "…",
        statements=tuple(Statement(f"«{p.text}»", (n,)) for n, p in enumerate(items, 1)),
        citations=tuple(Citation(n, p, p.span) for n, p in enumerate(items, 1)),
    )
    assert html_answer(whole, source()).count("<ul><li>") == 1


def test_an_unsupported_statement_is_marked():
    view = render.View(Words("uk"))
    shown = page_of.statements_html([Statement("Сумнівне.", (), supported=False)], view)
    assert "не підтверджено" in shown


def test_a_declined_answer_has_no_citations_but_names_what_is_near():
    shown = html_answer(declined(), source())
    page = _Page(shown)
    assert "dz-declined" in shown and "dz-cites" not in shown
    assert "Цього немає." in page.text
    assert "Про фонди, абз. 3" in page.text


def test_a_source_without_a_title_goes_by_its_id():
    assert "[1] fund, абз. 3" in render.plain_answer(answer("Так.", passage(), "пожертв"), {})


@pytest.mark.parametrize(
    ("cost", "said"),
    [
        (Cost("qwen", 900, 100, 2.34), "qwen · 1000 tokens · 2.3 s"),
        (Cost("qwen", 900, 100, 2.34, estimated=True), "qwen · about 1000 tokens · 2.3 s"),
        (Cost("qwen", 900, 100, 0.01, cached=True), "qwen · written before"),
    ],
)
def test_what_a_model_took_is_said(cost, said):
    given = replace(answer("From fees.", passage(), "Кошти", "en"), cost=cost)
    assert said in render.plain_answer(given, source())
    assert said in _Page(html_answer(given, source())).text


@pytest.mark.parametrize(
    ("review", "said"),
    [
        (Review(3, 2, unknown=4), "markers to nowhere: 4"),
        (Review(3, 2, unmarked=5), "without a marker: 5"),
        (Review(3, 2, repaired=6), "citation mended: 6"),
        (Review(3, 2, withheld=7), "withheld: 7"),
    ],
)
def test_what_became_of_the_sentences_and_markers_of_a_model_is_said(review, said):
    given = replace(answer("From fees.", passage(), "Кошти", "en"), review=review)
    assert said in render.plain_answer(given, source())
    assert said in _Page(html_answer(given, source())).text


def test_what_went_wrong_with_a_model_is_said():
    given = replace(declined(), notice="Модель <b>мовчить</b>.")
    assert "Модель <b>мовчить</b>." in render.plain_answer(given, source())
    page = html_answer(given, source())
    assert "Модель <b>мовчить</b>." in _Page(page).text
    assert "<b>мовчить" not in page
