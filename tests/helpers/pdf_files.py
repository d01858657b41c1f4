"""PDF files written by hand: lines of text at given places, in a font that needs no file."""

import textwrap

LEFT, TOP, LEADING, SIZE = 60, 760, 14, 10


def pdf(pages, *, title="", author=""):
    """A PDF whose pages are lists of (x, y, text[, size[, turned]]), y counted upwards, in points,
    and of rules as (x, y, end)."""
    shown = [line for page in pages for line in page if isinstance(line[2], str)]
    letters = sorted({letter for line in shown for letter in line[2]})
    codes = {letter: number for number, letter in enumerate(letters, start=1)}
    assert len(letters) < 250, "one byte a letter"
    objects = [b"", b""]

    def add(content):
        objects.append(content)
        return len(objects)

    def stream(content):
        return add(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))

    pairs = [f"<{code:02X}> <{letter.encode('utf-16-be').hex()}>" for letter, code in codes.items()]
    unicode_map = "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
    unicode_map += "1 begincodespacerange <00> <FF> endcodespacerange\n"
    for some in filter(None, (pairs[:100], pairs[100:200], pairs[200:])):
        unicode_map += f"{len(some)} beginbfchar\n" + "\n".join(some) + "\nendbfchar\n"
    unicode_map += "endcmap end end"
    mapped = stream(unicode_map.encode())
    font = add(
        f"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /FirstChar 1 /LastChar {len(letters)}"
        f" /Widths [{'500 ' * len(letters)}] /Encoding << /Type /Encoding /Differences"
        f" [1 {'/x ' * len(letters)}] >> /ToUnicode {mapped} 0 R >>".encode()
    )
    kids = [add_page(add, stream, page, codes, font) for page in pages]
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    objects[1] = (
        f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{k} 0 R' for k in kids)}] >>"
    ).encode()
    said = [(b"\xfe\xff" + one.encode("utf-16-be")).hex().encode() for one in (title, author)]
    info = add(b"<< /Title <%s> /Author <%s> >>" % tuple(said))
    return written(objects, info)


def add_page(add, stream, page, codes, font):
    content = b"".join(
        f"{x} {y} m {end} {y} l S\n".encode() for x, y, end, *_ in page if not isinstance(end, str)
    )
    content += b"BT\n"
    for x, y, text, *more in page:
        if not isinstance(text, str):
            continue
        size = more[0] if more else SIZE
        shown = bytes(codes[letter] for letter in text).hex()
        matrix = "0 1 -1 0" if more[1:] else "1 0 0 1"
        content += f"/F {size} Tf {matrix} {x} {y} Tm <{shown}> Tj\n".encode()
    return add(
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F {font} 0 R"
        f" >> >> /Contents {stream(content + b'ET')} 0 R >>".encode()
    )


def written(objects, info):
    data, places = b"%PDF-1.5\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return data + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer << /Size %d /Root 1 0 R /Info %d 0 R >>\n"
        b"startxref\n%d\n%%%%EOF" % (size, table, size, info, len(data))
    )


def column(lines, *, x=LEFT, y=TOP, leading=LEADING):
    return [(x, y - leading * number, line) for number, line in enumerate(lines) if line]


def wrapped(text, width=70):
    return textwrap.wrap(text, width, break_on_hyphens=False)
