"""Plain text: what is joined, what is left apart, what is dropped."""

import pytest

from dzherelo.corpus.read import read_bytes

LONG = (
    "Держави співпрацюють задля безпеки. Вони обмінюються відомостями про злочини, які загрожують"
)


def text_of(source):
    return read_bytes(source.encode(), name="a.txt").text


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (LONG, "миру в Європі."),
        (LONG + " миру в «Меморандумі про наміри»", "(2002 р.) і в інших актах."),
        (LONG + " спільноті. У 1901 р. було створено", "Міжнародну комісію, яка діяла довго."),
        ("- семінари (зокрема, за участі провідних науковців Вищого", "інституту права щороку);"),
        (LONG + " у зв'язку зі ст.", "71 Статуту."),
        (LONG + " у 1945 р.", "та пізніше."),
    ],
)
def test_a_paragraph_cut_by_a_blank_line_is_whole(first, second):
    assert text_of(f"Вступ.\n\n{first}\n\n{second}\n\nКінець.") == (
        f"Вступ.\n\n{first} {second}\n\nКінець."
    )


@pytest.mark.parametrize(
    "source",
    [
        "ЗАГОЛОВОК РОЗДІЛУ\n\nдалі малими літерами йде текст цього абзацу.",
        f"{LONG} мир.\n\nкрапка вже була.",
        f"{LONG} таке:\n\nперше;\n\nдруге.",
        f"{LONG}\n\n1. Перший пункт.\n2. Другий пункт.",
        f"{LONG}\n\nСтаття 5. Строки\n\nТекст.",
        f"{LONG}\n\nКлючові слова: право, держава.",
        f"{LONG}\n\n{{Примітка редакції}}\n\nтекст.",
        "Коваль А.В.,\n\nкандидат юридичних наук, доцент\n\nБондар С.С.,\n\nздобувач",
        "УДК 341.4\n\nDOI 10.1000/182",
        "Ключові слова: право, держава, міжнародне співробітництво, протидія злочинності\n\n"
        "Koval A.V. INTERNATIONAL LAW",
        "Розвиток міжнародного співробітництва держав у сфері протидії злочинності\n\n"
        "Коваль А.В. та інші автори.",
        "Ми, народ, виражаючи волю усіх громадян цієї держави без винятку і застережень,\n\n"
        "дбаючи про права,\n\nпіклуючись про злагоду та про добробут усіх громадян держави,\n\n"
        "ухвалюємо закон.",
        "1. Коваль А. Право. Київ, 2017. URL: https://example.org/a_b (дата звернення: 1.04.2024)\n"
        "2. Бондар С. Держава. URL: https://example.org/c (дата звернення: 2.04.2024)\n\n"
        "Коваль А.В. ПРАВО І ДЕРЖАВА",
        "Реве та стогне Дніпр широкий,\nСердитий вітер завива,\nДодолу верби гне високі,\n"
        "Горами хвилю підійма.",
    ],
)
def test_what_stands_apart_stays_apart(source):
    assert text_of(source) == source


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("воєнним злочинам та при-\n\nтягнення осіб.", "воєнним злочинам та притягнення осіб."),
        ("спільна науково-\nдослідна робота", "спільна науково-дослідна робота"),
        ("кримінально-\nправові норми", "кримінально-правові норми"),
        ("цивільно- та кримінально-\nта адміністративно-правові", None),
        ("якщо будь-\nякий орган", "якщо будь-який орган"),
        ("місто Івано-\nФранківськ", "місто Івано-Франківськ"),
        ("у 1941-\n1945 роках", "у 1941-1945 роках"),
        ("суб'єк-\nтивна сторона", "суб'єктивна сторона"),
        ("the interna-\ntional law", "the international law"),
        ("a well-\nknown and non-\ngovernmental body", "a well-known and non-governmental body"),
        ("при\u00ad\nтягнення", "притягнення"),
        ("Сторона 'хабрр-\nдабрр' тут; хабрр-дабрр", "Сторона 'хабрр-дабрр' тут; хабрр-дабрр"),
    ],
)
def test_hyphens_at_line_ends(broken, whole):
    whole = whole or broken.replace("-\nта", "- та")
    assert text_of(broken) == whole


def test_a_title_in_capitals_over_two_lines_is_one():
    assert text_of("РОЛЬ НЕУРЯДОВИХ ОРГАНІЗАЦІЙ\nУ ЗАХИСТІ ПРАВ\n\nВступ. Так.") == (
        "РОЛЬ НЕУРЯДОВИХ ОРГАНІЗАЦІЙ У ЗАХИСТІ ПРАВ\n\nВступ. Так."
    )
    assert text_of("РОЗДІЛ II\nЗАГАЛЬНІ ПОЛОЖЕННЯ ПРО ПРАВО") == (
        "РОЗДІЛ II\nЗАГАЛЬНІ ПОЛОЖЕННЯ ПРО ПРАВО"
    )


def test_the_last_line_of_a_title_in_capitals_after_a_name_is_part_of_it():
    wrapped = (
        "Держави співпрацюють задля безпеки та обмінюються відомостями\n"
        "про злочини, які загрожують миру.\n\n"
        "Коваль А.В. РОЛЬ МІЖНАРОДНИХ ОРГАНІЗАЦІЙ У ЗАХИСТІ ПРАВ\nЛЮДИНИ І ГРОМАДЯНИНА\n\n"
        "У статті розглянуто, як саме держави запобігають злочинам та\nзахищають права людини."
    )
    assert text_of(wrapped).split("\n\n")[1] == (
        "Коваль А.В. РОЛЬ МІЖНАРОДНИХ ОРГАНІЗАЦІЙ У ЗАХИСТІ ПРАВ ЛЮДИНИ І ГРОМАДЯНИНА"
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (LONG + " миру (зокрема, Human Rights Watch та Amnesty", "International пишуть звіти)."),
        (LONG + " миру. До них належать акти ООН, Ради Європи,", "Європейська конвенція та інші."),
        (LONG + " миру. Подальші зміни відбулися у 1945 р.", "– в межах ООН діяла комісія."),
        ("Коваль А. Право держав. Київ: Наукова думка, Український часопис. Випуск", "24, 2012."),
        ("Міжнародні", "організації діють."),
    ],
)
def test_a_form_feed_may_cut_where_a_blank_line_would_part(first, second):
    assert text_of(f"Вступ.\n\n{first}\f{second}") == f"Вступ.\n\n{first} {second}"


def test_addresses_broken_over_lines_are_whole_and_words_after_them_apart():
    source = (
        "Коваль А. Право держав у світі та його розвиток. Київ, 2017. URL:\n"
        "https://example.org/library/documents/articles/2017/volume-2/\n"
        "article.pdf?page=1&text=law (дата звернення: 1.04.2024), а також\n"
        "на сторінці видавництва, яку можна знайти за адресою https://example.org\n"
        "у мережі чи в бібліотеці."
    )
    assert text_of(source) == (
        "Коваль А. Право держав у світі та його розвиток. Київ, 2017. URL: "
        "https://example.org/library/documents/articles/2017/volume-2/article.pdf?page=1&text=law "
        "(дата звернення: 1.04.2024), а також на сторінці видавництва, яку можна знайти за адресою "
        "https://example.org у мережі чи в бібліотеці."
    )


def test_wrapped_paragraphs_with_indents_and_a_list():
    source = """ПРО ДЕРЖАВУ

    Держава є організацією, яка діє на певній території та
має владу над усіма, хто там живе, а також над тими, хто
туди приїхав.
    Її органи поділяються на законодавчі, виконавчі та
судові, і кожен із них має свої повноваження:
- законодавчі ухвалюють закони, якими визначаються права
  та обов'язки всіх осіб;
- судові вирішують спори.
"""
    assert text_of(source) == (
        "ПРО ДЕРЖАВУ\n\n"
        "Держава є організацією, яка діє на певній території та має владу над усіма, хто там живе, "
        "а також над тими, хто туди приїхав.\n\n"
        "Її органи поділяються на законодавчі, виконавчі та судові, і кожен із них має свої "
        "повноваження:\n"
        "- законодавчі ухвалюють закони, якими визначаються права та обов'язки всіх осіб;\n"
        "- судові вирішують спори."
    )


def test_a_law_keeps_every_article_part_and_point_on_its_line():
    source = (
        "ЗАКОН УКРАЇНИ\n\nПро приклад\n\nСтаття 1. Поняття\n1. Приклад - це зразок.\n"
        "2. Зразки бувають:\n1) добрі;\n2) погані;\n2-1) інші.\n\n"
        "Стаття 131-1. Строки обчислення та їх поновлення в разі пропуску з поважних причин\n"
        "Частина без номера, яка починається з великої літери.\n{Статтю змінено}"
    )
    assert text_of(source) == source


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("Коваль А. *Право світу*. Київ.", "Коваль А. Право світу. Київ."),
        ("Дуже **важливе** слово.", "Дуже важливе слово."),
        ("*кандидат наук, доцент,\nзавідувач**Інституту права*", None),
        ("* пункт перший\n* пункт другий", "* пункт перший\n* пункт другий"),
        ("Ціна 2 * 3 * 4 гривні.", "Ціна 2 * 3 * 4 гривні."),
        ("Слово* має виноску.\n\n* Ось вона.", "Слово* має виноску.\n\n* Ось вона."),
        ("2**3 і 2**4 числа", "2**3 і 2**4 числа"),
        ("URL: <https://example.org/a_*b*> (тут)", "URL: https://example.org/a_*b* (тут)"),
        ("Якщо a<b і c>d.", "Якщо a<b і c>d."),
    ],
)
def test_markdown_leftovers(marked, plain):
    plain = plain or "кандидат наук, доцент,\nзавідувач\nІнституту права"
    assert text_of(marked) == plain


def test_characters_that_do_not_print_are_dropped():
    source = (
        "При\u00adклад\u200b з\u00a0пробі\u200dлом\ufeff\u2009і\tтабуляцією\x07.  \r\nРядок\u2028ще"
    )
    assert text_of(source) == "Приклад з пробілом і табуляцією.\nРядок\nще"


def test_accents_are_composed_and_emoji_stay_whole():
    assert text_of("украі\u0308нськии\u0306 👩\u200d💻") == "український 👩\u200d💻"


def test_form_feeds_are_pages_and_their_heads_are_dropped():
    pages = [
        f"Науковий вісник\n\n{word} сторінка розповідає про право. "
        + f"{word} " * 60
        + f"тут.\n\n{n}"
        for n, word in enumerate(("Перша", "Друга", "Третя"), start=7)
    ]
    document = read_bytes("\f".join(pages).encode(), name="a.txt")
    assert "вісник" not in document.text
    assert not any(digit in document.text for digit in "789")
    assert [number for _, number in document.pages] == [1, 2, 3]
    starts = [document.text[offset:].split()[0] for offset, _ in document.pages]
    assert starts == ["Перша", "Друга", "Третя"]


def test_an_empty_page_is_counted_but_starts_nowhere():
    document = read_bytes("Перша.\f\fТретя.\f".encode(), name="a.txt")
    assert document.text == "Перша.\n\nТретя."
    assert document.pages == ((0, 1), (8, 3))


def test_a_page_starts_inside_a_word_that_it_breaks():
    document = read_bytes("Злочини та при-\fтягнення осіб.".encode(), name="a.txt")
    assert document.text == "Злочини та притягнення осіб."
    assert document.pages == ((0, 1), (14, 2))
