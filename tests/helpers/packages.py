"""Office files, books and archives of a few lines, for the tests of readers."""

import io
import zipfile

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SPACES = (
    f'xmlns:w="{_W}" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def zipped(parts):
    """An archive of the parts, by path."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in parts.items():
            archive.writestr(path, content)
    return buffer.getvalue()


def unzipped(data):
    """The parts of an archive as text, by path."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def docx(body, *, main="word/document.xml", **parts):
    """A DOCX file with this body; `parts` are the insides of further ones ("footnotes")."""
    relations = "".join(
        f'<Relationship Id="{name}" Type="{_TYPE}{name}" Target="{name}.xml"/>' for name in parts
    )
    folder, _, file = main.rpartition("/")
    written = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": _relations(
            f'<Relationship Id="a" Type="{_TYPE}officeDocument" Target="/{main}"/>'
        ),
        main: f"<w:document {_SPACES}><w:body>{body}</w:body></w:document>",
        f"{folder}/_rels/{file}.rels": _relations(relations),
    }
    for name, content in parts.items():
        written[f"{folder}/{name}.xml"] = f"<w:{name} {_SPACES}>{content}</w:{name}>"
    return zipped(written)


def _relations(inner):
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f"{inner}</Relationships>"
    )


def run(text, properties=""):
    """A run of a DOCX file."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def par(*runs, properties=""):
    """A paragraph of a DOCX file; plain texts become runs."""
    inner = "".join(one if one.startswith("<") else run(one) for one in runs)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"
