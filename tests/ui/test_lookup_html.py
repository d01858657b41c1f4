"""A look-up as HTML: everything can be opened, nothing that a source says is markup."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from html import unescape
from html.parser import HTMLParser

import pytest

from dzherelo.assistant.assembly import open_assistant
from dzherelo.assistant.citations.lookup import Behind, Cited, Lookup, Mark, Provision, Work
from dzherelo.assistant.settings import load_settings
from dzherelo.assistant.types import Hit
from dzherelo.corpus.read import read_bytes
from dzherelo.corpus.records import Address, Author, Correction, Record
from dzherelo.corpus.types import Kind, Locator, Passage, Source, Span, Status
from dzherelo.ui.locale.texts import Words
from dzherelo.ui.page.lookup import LONGEST, Asked, Looking
from dzherelo.ui.page.viewer import Viewer
from dzherelo.ui.views.lookup import lookup_html, plain_lookup, similar_html
from dzherelo.ui.views.places import of_passage, read_place
from dzherelo.ui.views.render import View

UK, EN = Words("uk"), Words("en")
EVIL = '<img src=x onerror="alert(1)"> ![x](http://evil.example/x.png) </mark><script>1</script>'


class Parsed(HTMLParser):
    """The tags, the text, and the buttons of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags, self.text, self.buttons = [], "", []
        self.feed(str(html))

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.text += " "
        if tag == "button":
            self.buttons.append(dict(attrs))

    def handle_data(self, data):
        self.text += data

    def places(self):
        return [read_place(one["data-place"]) for one in self.buttons if "data-place" in one]


def passage(source="law", number=1, text=EVIL):
    span = Span(10 * number, 10 * number + len(text))
    locator = Locator(paragraph=number)
    return Passage(f"{source}:p{number}", source, span, text, locator, "uk", Kind.PARAGRAPH)


def hostile() -> Lookup:
    """A look-up of which every text is hostile."""
    record = Record(
        id="law", type="document", title=EVIL, language="uk", number=5,
        authors=(Author(family=EVIL),), edition=EVIL, rights=EVIL,
        addresses=(Address(url="javascript:alert(1)", role="official"),),
        corrections=(Correction(about="law", uk=EVIL, en=EVIL, article_says=EVIL, rightly=EVIL),),
    )  # fmt: skip
    source = Source("law", EVIL, "uk", Status.FULL)
    entry = passage("article", 9)
    work = Work(5, record, source, entry)
    at = passage("article", 3)
    mark = Mark(5, "law", at.locator, "7", "[5, с. 7]", at, at.span, slips=record.corrections)
    cited = Cited(mark, Behind("pinpoint", (passage(),), 1), asked=True)
    provision = Provision("law", (passage(), passage(number=2)), {"uk": EVIL, "en": EVIL})
    return Lookup(EVIL, "pinpoint", (work,), (cited,), (provision,), also=(source,), listed=9)


@pytest.mark.parametrize("words", [UK, EN])
def test_nothing_that_a_source_says_is_markup(words):
    found = hostile()
    parsed = Parsed(lookup_html(found, View(words, {"law": found.works[0].source})))
    assert not {"img", "script", "a", "mark"} & set(parsed.tags)
    assert "onerror=" in parsed.text and "</mark><script>" in parsed.text
    assert "javascript:alert(1)" in parsed.text
    for one in parsed.buttons:
        assert set(one) <= {
            "type", "class", "title", "aria-label", "data-act", "data-place", "data-ref",
            "data-copy",
        }  # fmt: skip


def test_every_passage_and_place_can_be_opened_in_the_order_of_the_page():
    found = hostile()
    html = lookup_html(found, View(UK, {}))
    mark = found.cited[0].mark
    expected = [of_passage(one) for one in found.provisions[0].passages]
    expected.insert(2, of_passage(mark.passage, mark.quote))
    places = Parsed(html).places()
    assert list(dict.fromkeys(places)) == expected
    assert places[-1] == expected[0]  # what is behind the mark is the first provision again
    led = unescape(re.search('data-all="([^"]*)"', html)[1]).split()
    assert [read_place(key) for key in led] == expected


def test_similar_passages_are_inert_and_lead_back_to_the_one_they_are_like():
    near = passage(number=2)
    shown = similar_html([Hit(1, 0.5, near)], View(UK, {}), to=passage(), ref="")
    parsed = Parsed(shown)
    assert not {"img", "script", "a"} & set(parsed.tags)
    assert parsed.places() == [of_passage(passage()), of_passage(near)]
    nothing = Parsed(similar_html([], View(EN, {}), to=None, ref=EVIL))
    assert "No similar passage" in nothing.text and EVIL in nothing.text


# Over a library -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def assistant(tmp_path_factory, used_home):
    """A law, and an article of which nothing is known but its words."""
    home = shutil.copytree(used_home, tmp_path_factory.mktemp("look-up") / "home")
    with open_assistant(load_settings(home)) as opened:
        law = "КОНСТИТУЦІЯ УКРАЇНИ\n\nРозділ I\nПро тишу\n\n"
        law += "".join(f"Стаття {n}. У читальні {n} тихо щодня.\n\n" for n in range(1, 8))
        for name, text in (("ref05", law), ("evil", f"Зло\n\nДзвони тихі. {EVIL}\n")):
            document = read_bytes(text.encode(), name=f"{name}.txt")
            opened.shelf.add(document, name=f"{name}.txt", data=b"", as_id=name)
        opened.sync()
        yield opened


@pytest.fixture(scope="module")
def looking(assistant):
    return Looking(assistant, Viewer(assistant))


@pytest.mark.parametrize("words", [UK, EN])
@pytest.mark.parametrize(
    "ref", ["ст. 5 Конституції", "ст. 99 Конституції", "ref05", "у читальні 3 тихо щодня", "evil"]
)
def test_the_page_shows_what_the_terminal_shows(assistant, looking, words, ref):
    plain = plain_lookup(assistant.cite(ref), words, width=10_000)
    shown = Parsed(looking.html(Asked(ref), words)).text
    left = Counter(re.findall(r"\w+", plain)) - Counter(re.findall(r"\w+", shown))
    commands = words("cite.full", ref="ref05") if "cite ref05" in plain else ""
    assert set(left) <= {words("cite.status", status="").strip(" :"), *commands.split()} | set(
        re.findall(r"\w+", commands)
    )


def test_beside_a_provision_the_rest_is_folded(looking):
    html = looking.html(Asked("ст. 5 Конституції"), UK)
    seen = re.sub("<details>.*?</details>", "", html, flags=re.DOTALL)
    assert "читальні 5" in Parsed(seen).text
    assert "Опис" in Parsed(seen).text  # in a line
    assert "ДСТУ 8302:2015" in Parsed(html).text  # and whole, when it is opened
    assert "ДСТУ 8302:2015" not in Parsed(seen).text


def test_of_a_place_that_is_not_there_the_nearest_can_be_opened(looking):
    parsed = Parsed(looking.html(Asked("ст. 99 Конституції"), UK))
    assert "Цей текст має статті 1–7." in parsed.text
    assert "Опис" not in parsed.text
    partly = Parsed(looking.html(Asked("ст. 7 ч. 3 Конституції"), UK))
    assert "Ст. 7 не має частин." in partly.text
    assert partly.places()[-1].passage.startswith("ref05:art7")


def test_what_names_nothing_is_said_with_a_way_on(looking):
    parsed = Parsed(looking.html(Asked("абракадабра"), UK))
    assert "абракадабра" in parsed.text
    acts = {one["data-act"] for one in parsed.buttons}
    assert acts == {"search", "lookup"}
    assert "2" in Parsed(looking.html(Asked("тиша " * LONGEST), UK)).text


def test_examples_are_of_this_library_and_are_found(looking):
    for words in (UK, EN):
        examples = looking.examples(words)
        assert "Конституція України".casefold() in {one.ref.casefold() for one in examples}
        for one in examples:
            assert 'class="dz-error"' not in looking.html(Asked(one.ref), words)


def test_from_a_passage_to_those_like_it_but_not_itself(assistant, looking):
    third = next(p for p in assistant.passages("ref05") if "читальні 3" in p.text)
    places = Parsed(looking.html(Asked(near=of_passage(third)), UK)).places()
    assert places[0] == of_passage(third)
    assert of_passage(third) not in places[1:]
    assert places[1].source == "ref05"


def test_a_passage_that_is_gone_has_nothing_like_it(looking):
    gone = of_passage(passage("gone"))
    assert "dz-error" in looking.html(Asked(near=gone), UK)


def test_a_source_is_opened_from_its_beginning_without_a_highlight(assistant):
    viewer = Viewer(assistant)
    place = viewer.beginning("ref05", "uk")
    html = viewer.html(place, UK)
    assert "КОНСТИТУЦІЯ УКРАЇНИ" in unescape(html) and "<mark>" not in html
    assert viewer.beginning("nothing", "uk") is None
