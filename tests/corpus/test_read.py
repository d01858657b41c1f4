"""The front door: what is refused, and in which words; what a name does not change."""

import io
import os
import tarfile
import zipfile

import pytest
from PIL import Image

from dzherelo.corpus.errors import FileRefused
from dzherelo.corpus.read import MAX_BYTES, read, read_bytes


def image(form):
    buffer = io.BytesIO()
    Image.new("RGB", (20, 20), "white").save(buffer, form)
    return buffer.getvalue()


def archive(**files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as zipped:
        for name, content in files.items():
            zipped.writestr(name.replace("__", "/"), content)
    return buffer.getvalue()


def tarred():
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as packed:
        packed.addfile(tarfile.TarInfo("a.txt"), io.BytesIO())
    return buffer.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)

REFUSED = [
    (b"", "is empty", "saved or downloaded whole"),
    (b" \n\t\r\n ", "is empty", "saved or downloaded whole"),
    ("\u00a0\u200b\n".encode(), "has no text", "saved or downloaded whole"),
    (b"-- ** --", "has no text", "saved or downloaded whole"),
    (image("PNG"), "is a PNG image", "OCR"),
    (image("JPEG"), "is a JPEG image", "OCR"),
    (image("GIF"), "is a GIF image", "OCR"),
    (image("BMP"), "is a BMP image", "OCR"),
    (image("TIFF"), "is a TIFF image", "OCR"),
    (archive(a=b"text"), "is an archive", "Unpack"),
    (archive(xl__workbook=b"<x/>"), "Office file without a text document", "DOCX"),
    (archive(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "OpenDocument", "DOCX"),
    (archive(mimetype=b"application/vnd.oasis.opendocument.text"), "is a damaged", "another copy"),
    (archive(mimetype=b"application/epub+zip"), "is a damaged", "another copy"),
    (archive(word__document=b"x")[:40], "damaged DOCX", "another copy"),
    (tarred(), "is a gzip archive", "Give a text"),
    (b"\x7fELF\x02\x01\x01" + bytes(64), "is a program", "Give a text"),
    (b"MZ\x90\0\x03" + bytes(64), "is a program", "Give a text"),
    (OLE, "old Word", "DOCX"),
    (OLE + "EncryptedPackage".encode("utf-16-le"), "is encrypted", "password"),
    (b"% Our list\n@article{cole2015,\n title = {Lens},\n}", "is a list of records", "add"),
    (b"TY  - JOUR\nTI  - Lens\nER  - \n", "is a list of records", "add"),
    (b"%!PS-Adobe-3.0\n", "PostScript", "PDF"),
    (b'<?xml version="1.0"?><FictionBook/>', "XML", "DOCX"),
    (bytes(range(256)) * 8, "is a binary file", "Give a text"),
    (b"text\0text\0\0\1\2" * 9, "is a binary file", "Give a text"),
    (b"\x01\x02\x03\x04 text", "is a binary file", "Give a text"),
    (b"\xff\xfeA\0\x00\xd8", "begins as UTF-16", "UTF-8"),
    ("Статут товариства".encode()[:-1], "begins as UTF-8", "UTF-8"),
]


@pytest.mark.parametrize("name", ["file.txt", "file.pdf", "file.docx", "file.html", "file.md"])
@pytest.mark.parametrize(("data", "fact", "remedy"), REFUSED, ids=[fact for _, fact, _ in REFUSED])
def test_what_cannot_be_a_source_is_refused_in_one_line(data, fact, remedy, name):
    with pytest.raises(FileRefused) as refusal:
        read_bytes(data, name=name)
    assert refusal.value.fact.startswith(f"{name} ")
    assert remedy in refusal.value.remedy
    assert fact in refusal.value.fact
    assert "\n" not in str(refusal.value)


def test_a_missing_file_a_folder_and_a_nameless_path_are_refused(tmp_path):
    for path, fact in (
        (tmp_path / "none.txt", "none.txt does not exist"),
        (tmp_path / "none" / "none.txt", "does not exist"),
        (tmp_path, "is a folder"),
        (tmp_path / ("x" * 300), "cannot be read"),
        (tmp_path / "a\0b", "cannot be read"),
    ):
        with pytest.raises(FileRefused, match=fact):
            read(path)


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may read anything"
)
def test_a_file_without_permission_is_refused(tmp_path):
    path = tmp_path / "secret.txt"
    path.write_text("текст")
    path.chmod(0)
    with pytest.raises(FileRefused, match=r"secret\.txt may not be read"):
        read(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(FileRefused, match=r"pipe\.txt is not a regular file"):
        read(tmp_path / "pipe.txt")


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(FileRefused, match=r"large\.txt has 50\.\d MB, more than the 50 MB allowed"):
        read(path)
    with pytest.raises(FileRefused, match="more than the 50 MB"):
        read_bytes(bytes(MAX_BYTES + 1), name="large.txt")


@pytest.mark.parametrize("name", ["text.txt", "text", "text.pdf", "text.docx", "text.dat"])
def test_text_is_read_under_any_name(tmp_path, name):
    path = tmp_path / name
    path.write_text("Стаття 1. Право\n1. Право діє.", encoding="utf-8")
    document = read(path)
    assert document.text == "Стаття 1. Право\n1. Право діє."
    assert document.media_type == "text/plain"
    assert document.pages == ()
    assert document.title is None
