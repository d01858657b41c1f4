"""Words that only come near in sense, list items with what leads to them, and other wordings that
a true statement may choose."""

import pytest

from dzherelo.assistant.verify import verify
from dzherelo.corpus.language.overlap import read
from dzherelo.corpus.types import Kind, Locator, Passage, Span

GUILD = "Спілка плете кошики з лози, а весною возить вироби на ярмарок."


class Near:
    """A meeting in which the words of given pairs come near, and no others."""

    def __init__(self, *pairs):
        self.pairs = pairs

    def __call__(self, statement, passage):
        self.statement, self.text = statement, passage.text
        return self

    def cosines(self, said, there):
        return [
            [
                0.9 if (one.of(self.statement), other.of(self.text)) in self.pairs else 0.1
                for other in there
            ]
            for one in said
        ]


@pytest.fixture(scope="module")
def held(terms):
    def held(statement, text, *, meet=None, context=""):
        passage = Passage(
            id="guild:0",
            source="guild",
            span=Span(0, len(text)),
            text=text,
            locator=Locator(),
            language="en" if text.isascii() else "uk",
            kind=Kind.PARAGRAPH,
            context=context,
        )
        return verify(
            statement, [read(passage, terms)], terms=terms, weigh=lambda keys: 2.0, meet=meet
        )

    return held


def test_a_word_that_comes_near_counts_in_part(held):
    statement = "Спілка виготовляє кошики."
    bare = held(statement, GUILD)
    near = held(statement, GUILD, meet=Near(("виготовляє", "плете")))
    assert bare.coverage < near.coverage < 1


@pytest.mark.parametrize(
    ("statement", "pair"),
    [
        ("Спілка плете 12 кошиків із лози.", ("12", "кошики")),
        ("Спілка плете Кравцю кошики з лози.", ("Кравцю", "Спілка")),
        ("Міністр плете кошики з лози.", ("Міністр", "Спілка")),
        ("Спілка не плете кошики з лози.", ("не", "плете")),
    ],
)
def test_what_may_not_differ_is_never_softened(held, statement, pair):
    assert not held(statement, GUILD, meet=Near(pair)).supported


def test_the_other_side_of_a_contrast_is_no_near_word(held):
    statement, source = "Збори відкриває приватна особа.", "Збори відкриває публічна особа."
    assert not held(statement, source, meet=Near(("приватна", "публічна"))).supported


def test_nearness_makes_up_for_some_words_only(held):
    statement = "Артіль виготовляє козуби для торгу."
    pairs = [("виготовляє", "плете"), ("козуби", "кошики"), ("торгу", "ярмарок")]
    assert not held(statement, GUILD, meet=Near(*pairs)).supported


LEAD = "Статут спілки. Вивіска майстерні не може містити:"


@pytest.mark.parametrize(
    ("statement", "supported"),
    [
        ("Вивіска майстерні не може містити назву іншої спілки.", True),
        ("Вивіска майстерні може містити назву іншої спілки.", False),
    ],
)
def test_a_list_item_goes_on_with_what_leads_to_the_list(held, statement, supported):
    assert held(statement, "назву іншої спілки;", context=LEAD).supported is supported


@pytest.mark.parametrize(
    ("statement", "source"),
    [
        ("Майстра обирають на рік, знову обрати його не можна.",
         "Майстра обирають на рік без права бути обраним повторно."),
        ("Майстер перевіряє печі щонайменше раз на два місяці.",
         "Майстер перевіряє печі не рідше одного разу на два місяці."),
        ("Список подають щонайпізніше за десять днів до ярмарку.",
         "Список подають не пізніше ніж за десять днів до ярмарку."),
        ("Signatures are gathered in at least two thirds of the villages.",
         "Підписи збирають не менш як у двох третинах сіл."),
        ("The organization has between 2 and 3 million members.",
         "Організація має від 2 до 3 мільйонів членів."),
        ("A potter who is not on the board may speak before the board.",
         "A potter who is not a member of the board may speak before the board."),
        ("If no such fair has been held in May, the fair moves to June.",
         "If such a fair has not been held in May, the fair moves to June."),
        ("Спілка розглядає скаргу десять днів, а коли скарга надійшла здалеку — двадцять.",
         "Спілка розглядає скаргу десять днів. Якщо скарга надійшла здалеку, — двадцять."),
        ("A sign may not bear the name of a guild banned by a court.",
         "A sign may not bear the name of a guild that a court has banned."),
        ("A guild whose charter has been lost keeps its seal.",
         "A guild which has lost its charter keeps its seal."),
    ],
)  # fmt: skip
def test_another_wording_of_the_same_is_supported(held, statement, source):
    assert held(statement, source).problems == ()
