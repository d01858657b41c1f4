"""HTML pages and Markdown files."""

import pytest

from dzherelo.corpus.errors import FileRefused
from dzherelo.corpus.read import read_bytes

PAGE = """<!DOCTYPE html><html><head><title>Закон &amp; право</title>
<script>var x = "не текст";</script><style>p { color: red }</style></head>
<body><nav><ul><li><a href="/">Головна</a></li></ul></nav>
<h1>Заголовок сторінки</h1>
<p>Перший <b>абзац</b>&nbsp;має
<a href="https://example.org/x">посилання</a>&#44; далі.</p>
<ul><li>одне</li><li>друге<ul><li>вкладене</li></ul></li></ul>
<ol start="3"><li><p>третє</p></li><li>четверте</li></ol>
<table><tr><th>Рік</th><th>Подія</th></tr><tr><td>1924</td><td>Початок</td></tr></table>
<div>Зовні<div>всередині</div>після</div>
<p>рядок<br>інший рядок</p><p hidden>сховане</p><p style="display: none">сховане</p>
<img src="https://192.0.2.1/x.png"><iframe src="https://192.0.2.1/"></iframe>
</body></html>"""

READ = (
    "Заголовок сторінки\n\nПерший абзац має посилання, далі.\n\n- одне\n- друге\n- вкладене\n"
    "3. третє\n4. четверте\n\nРік | Подія\n1924 | Початок\n\nЗовні\n\nвсередині\n\nпісля\n\n"
    "рядок\nінший рядок"
)


@pytest.mark.parametrize("name", ["page.html", "page.htm", "page.txt", "page"])
def test_a_page_reads_as_its_visible_text(name, socket_disabled):
    document = read_bytes(PAGE.encode(), name=name)
    assert document.text == READ
    assert document.title == "Закон & право"
    assert document.media_type == "text/html"


@pytest.mark.parametrize("encoding", ["windows-1251", "koi8-u", "utf-16"])
def test_the_encoding_of_a_page_is_declared_or_recognised(encoding):
    declared = PAGE.replace("<head>", f'<head><meta charset="{encoding}">')
    assert read_bytes(declared.encode(encoding), name="a.html").text == READ
    assert read_bytes(PAGE.encode(encoding), name="a.html").text == READ


def test_a_false_declaration_does_not_garble_the_page():
    declared = PAGE.replace("<head>", '<head><meta charset="utf-8">')
    assert read_bytes(declared.encode("windows-1251"), name="a.html").text == READ


def test_the_main_element_is_the_page():
    page = (
        f"<html><body><div>Реклама</div><main><p>{'Текст статті. ' * 20}</p></main></body></html>"
    )
    assert read_bytes(page.encode(), name="a.html").text == ("Текст статті. " * 20).strip()


@pytest.mark.parametrize("name", ["related-posts", "copyright", "cookie-banner", "share-buttons"])
def test_what_stands_beside_the_text_is_left_out(name):
    page = f'<body><p>Сад росте.</p><div class="{name}">Читайте також</div><p>Сад цвіте.</p></body>'
    assert read_bytes(page.encode(), name="a.html").text == "Сад росте.\n\nСад цвіте."


def test_a_section_on_related_work_is_text():
    page = '<body><section id="related-work"><p>Інші сади.</p></section></body>'
    assert read_bytes(page.encode(), name="a.html").text == "Інші сади."


def test_preformatted_lines_stay_lines():
    page = "<html><body><pre>рядок один\nрядок два</pre></body></html>"
    assert read_bytes(page.encode(), name="a.html").text == "рядок один\nрядок два"


@pytest.mark.parametrize("tag", ["div", "b", "x"])
@pytest.mark.parametrize("depth", [1_000, 100_000])
def test_a_page_nested_beyond_reason_is_refused(tag, depth):
    page = "<html><body>" + f"<{tag}>" * depth + "текст" + "</body></html>"
    with pytest.raises(FileRefused, match=r"^deep\.html "):
        read_bytes(page.encode(), name="deep.html")


MARKDOWN = """---
author: хтось
---

# Заголовок *важливий*

Перший **абзац** з [посиланням](https://example.org) та <https://example.org/a>,
далі науково-
дослідний інститут і при-
тягнення осіб.

- одне
- друге
  - вкладене

Слово.

1. перше
2. друге

| Рік | Подія |
|-----|-------|
| 1924 | Початок |

> Цитата `коду` 2 * 3 &amp; ![рисунок](https://192.0.2.1/x.png)
"""


def test_markdown_reads_as_the_rendered_page(socket_disabled):
    document = read_bytes(MARKDOWN.encode(), name="a.md")
    assert document.text == (
        "хтось\n\nЗаголовок важливий\n\nПерший абзац з посиланням та https://example.org/a, "
        "далі науково-дослідний інститут і притягнення осіб.\n\n- одне\n- друге\n- вкладене\n\n"
        "Слово.\n\n1. перше\n2. друге\n\nРік | Подія\n1924 | Початок\n\n"
        "Цитата коду 2 * 3 & рисунок"
    )
    assert document.title == "Заголовок важливий"
    assert document.media_type == "text/markdown"


def test_a_markdown_paragraph_cut_by_a_page_break_is_whole():
    text = (
        "Держави укладають договори. Співпраця у сфері протидії злочинності полягає в\n\n"
        "обміні відомостями.\n\n## Далі\n\nІнше."
    )
    assert read_bytes(text.encode(), name="a.md").text == (
        "Держави укладають договори. Співпраця у сфері протидії злочинності полягає в "
        "обміні відомостями.\n\nДалі\n\nІнше."
    )


def test_an_empty_item_leaves_no_bullet_behind():
    assert read_bytes("- \n\nАбзац.".encode(), name="a.md").text == "Абзац."
