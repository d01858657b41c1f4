"""Laws of the canonical text, over texts that Hypothesis writes."""

import re
import textwrap
import unicodedata

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from dzherelo.corpus.errors import FileRefused
from dzherelo.corpus.read import read_bytes
from dzherelo.corpus.types import Kind

SMALL = """держава право норма злочин орган міжнародний організація діяльність співпраця захист
дослідження суд особа об'єкт обов’язок пам’ять сім'я їхній єдиний ґрунт ще щодо який та і в на до
із під час розгляду науково-дослідний міжнародно-правовий будь-який т.з. в т.ч. див. напр. 1945
(далі) «норма» [3]""".split()
NAMES = ["Київ", "Україна", "ООН", "Рада", "Ґанна", "Їжакевич"]
# Words that the dictionary has, where a hyphen at a line's end may break them.
BREAKABLE = {
    "притягнення": 3,
    "організація": 5,
    "злочинності": 4,
    "міжнародний": 3,
    "законодавство": 6,
    "науково-дослідний": 8,
    "кримінально-правовий": 12,
    "cooperation": 5,
    "prosecution": 4,
}
MARKS = " \t\n\r\f\v\u00a0\u00ad\u200b\u200d\u2009\u2028\u0085\ufeff\u0301\u0306\u0308\x07\u2011"
ALPHABET = "абвіїєґйАБІabzXY019 .,;:!?()[]{}«»“”\"'’ʼ–—-•*_<>/#&§№👩💻" + MARKS * 2
FORBIDDEN = re.compile(
    "[\\x00-\\x09\\x0b-\\x1f\\x7f-\\xa0\\xad\\u2000-\\u200c\\u200e-\\u200f\\u2028\\u2029\\u202f"
    "\\u205f\\u2060\\u3000\\ufeff]"
)

words = st.sampled_from([*SMALL, *SMALL, *SMALL, *NAMES, *BREAKABLE])
small_words = st.sampled_from([word for word in SMALL if word[0].islower() and word[-1].isalpha()])


@st.composite
def sentences(draw, least=4, most=18):
    inner = draw(st.lists(words, min_size=least, max_size=most))
    end = draw(st.sampled_from([".", ".", ".", "!", "?", "…", "» [2, с. 8]."]))
    return " ".join(["Держава", draw(small_words), *inner, "право"]) + end


@st.composite
def paragraphs(draw, least=1, most=6):
    return " ".join(draw(st.lists(sentences(), min_size=least, max_size=most)))


def text_of(source):
    return read_bytes(source.encode(), name="text.txt").text


def document_of(source):
    """What is read from `source`; discards the example if it is rightly refused."""
    try:
        return read_bytes(source.encode("utf-8", errors="ignore"), name="text.txt")
    except FileRefused:
        assume(False)


def check_canonical(document):
    text = document.text
    assert "\n\n\n" not in text and text == text.strip()
    for element in reversed(document.elements):  # code keeps its indents
        if element.kind is Kind.CODE:
            text = f"{text[: element.span.start]}code{text[element.span.end :]}"
    assert unicodedata.is_normalized("NFC", text)
    assert not FORBIDDEN.search(text)
    assert "  " not in text
    assert not re.search(r"(?m)^ | $", text)
    offsets = [offset for offset, _ in document.pages]
    numbers = [number for _, number in document.pages]
    assert offsets == sorted(set(offsets)) and numbers == sorted(set(numbers))
    assert all(0 <= offset < len(text) for offset in offsets)


@settings(max_examples=400, deadline=None)
@given(st.text(ALPHABET, min_size=1, max_size=300))
@example("*а\n\n*б*в*")
@example("б\u00ad\n\u0306й")
@example("а-\n-б-\nв")
def test_anything_reads_as_canonical_text_and_reads_again_as_itself(source):
    document = document_of(source)
    check_canonical(document)
    assert text_of(document.text) == document.text


TAGS = ["<p>", "</p>", "<br>", "<li>", "<ul>", "</ul>", "<ol>", "<td>", "<tr>", "<table>", "<b>"]
TAGS += ["<pre>", "</pre>", "<div>", "</div>", "<h1>", "<!--", "-->", "&amp;", "&nbsp;", "&#173;"]
SIGNS = ["# ", "- ", "1. ", "> ", "`", "```\n", "[а](б)", "![а](б)", "|", "|-|\n", "    ", "---\n"]


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from([*TAGS, *SIGNS, *SMALL, *ALPHABET, "\n\n"]), max_size=60),
    st.sampled_from(["a.md", "a.html"]),
)
def test_any_markup_reads_as_canonical_text(pieces, name):
    try:
        document = read_bytes("".join(pieces).encode(), name=name)
    except FileRefused as refusal:
        assert refusal.remedy
    else:
        check_canonical(document)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(ALPHABET.split() + SMALL + NAMES + list("\n\n\n\f -")), max_size=120)
)
def test_words_keep_their_order(tokens):
    source = " ".join(tokens)
    document = document_of(source)
    plain = unicodedata.normalize("NFC", source.replace("\u00ad", ""))
    assert letters_of(document.text) == letters_of(plain)


def letters_of(text):
    return [letter for letter in text if letter.isalnum()]


@settings(max_examples=100, deadline=None)
@given(st.lists(paragraphs(), min_size=1, max_size=5))
def test_paragraphs_on_lines_of_their_own_stay_as_they_are(blocks):
    source = "\n\n".join(blocks)
    assert text_of(source) == source


@settings(max_examples=150, deadline=None)
@given(st.lists(paragraphs(least=2), min_size=1, max_size=5), st.data())
def test_form_feeds_in_mid_sentence_change_nothing(blocks, data):
    broken = [broken_at_pages(block, data) for block in blocks]
    source = "\n\n".join(blocks)
    document = document_of("\n\n".join(text for text, _ in broken))
    assert document.text == source
    check_canonical(document)
    starts = {words[0] for _, words in broken for words in words}
    for offset, number in document.pages[1:]:
        assert number > 1
        assert document.text[offset:].split()[0] in starts
        assert offset == 0 or document.text[offset - 1] == " "


def broken_at_pages(block, data):
    """The block with form feeds before some of its lower-case words, and what follows each."""
    tokens = block.split(" ")
    places = [
        place
        for place in range(2, len(tokens) - 1)
        if tokens[place][0].islower() and not re.search(r"[.!?…;:]\W*$", tokens[place - 1])
    ]
    chosen = data.draw(st.sets(st.sampled_from(places), max_size=3)) if places else set()
    text = " ".join(f"\f{word}" if at in chosen else word for at, word in enumerate(tokens))
    return text, [tokens[place:] for place in sorted(chosen)]


@settings(max_examples=100, deadline=None)
@given(st.lists(paragraphs(least=4, most=8), min_size=2, max_size=4), st.data())
def test_one_blank_line_in_mid_sentence_changes_nothing(blocks, data):
    block = data.draw(st.sampled_from(blocks))
    tokens = block.split(" ")
    places = [
        place
        for place in range(12, len(tokens) - 1)
        if tokens[place][0].islower()
        and not re.search(r"[.!?…;:]\W*$", tokens[place - 1])
        and len(" ".join(tokens[:place])) >= 60
    ]
    assume(places)
    place = data.draw(st.sampled_from(places))
    cut = " ".join(tokens[:place]) + "\n\n" + " ".join(tokens[place:])
    source = "\n\n".join(blocks)
    assert text_of(source.replace(block, cut, 1)) == source


@settings(max_examples=100, deadline=None)
@given(st.lists(paragraphs(least=3), min_size=2, max_size=5), st.integers(60, 100))
def test_hard_wrapped_paragraphs_are_joined(blocks, width):
    wrapped = [
        "\n".join(textwrap.wrap(block, width, break_long_words=False, break_on_hyphens=False))
        for block in blocks
    ]
    lines = "\n".join(wrapped).split("\n")
    assume(not any(re.match(r"\W", line) for line in lines))
    # Lines that each hold one sentence might well be meant as lines.
    assume(sum(line[0].islower() for line in lines) > len(lines) / 2)
    assert text_of("\n\n".join(wrapped)) == "\n\n".join(blocks)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(small_words, min_size=8, max_size=20),
    st.sampled_from(sorted(BREAKABLE)),
    st.sampled_from(["\n", "\n\n", "\f", "\n\n\n", " \n"]),
    st.booleans(),
)
def test_a_word_broken_by_a_hyphen_is_whole_again(before, word, gap, soft):
    at = BREAKABLE[word]
    head, tail = word[:at].rstrip("-"), word[at:]
    hyphen = "\u00ad" if soft and "-" not in word else "-"
    sentence = f"Держава {' '.join(before)} {word} на суд."
    broken = f"Держава {' '.join(before)} {head}{hyphen}{gap}{tail} на суд."
    assert text_of(broken) == sentence


@settings(max_examples=60, deadline=None)
@given(
    paragraphs(most=2),
    st.lists(st.lists(small_words, min_size=2, max_size=12), min_size=2, max_size=6),
    st.sampled_from(["-", "–", "•", "1)", "1.", "а)", "*"]),
    st.sampled_from(["\n", "\n\n"]),
)
def test_items_and_numbered_entries_keep_their_lines(lead, items, marker, gap):
    lines = [f"{marker} {' '.join(item)};" for item in items]
    source = f"{lead}\n\n" + gap.join(lines) + "\n\nДержава діє."
    assert text_of(source) == source
