"""Code knows no library: what is special to the article that comes along lies in its pack alone.

The facts are taken from the pack's own files, so that a new fact there is looked for here.
"""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import shipped as pack

ROOT = Path(__file__).parents[1]
PACKAGES = ("corpus", "index", "assistant", "ui", "evals", "scripts")
ENDINGS = {".py", ".toml", ".po", ".js", ".css", ".j2", ".html"}
# What the parser of entries is fitted on names well-known acts and bodies, as any list does.
FITTED_ON = Path("evals", "training", "references.toml")
# Hosts at which the works of any library lie.
GENERAL_HOSTS = {"doi.org"}


def code():
    return [
        path
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*"))
        if path.suffix in ENDINGS
        and "packs" not in path.relative_to(ROOT).parts
        and path.relative_to(ROOT) != FITTED_ON
    ]


def ids():
    return {record.id for record in pack.catalog() if record.id != "article"}


def works():
    """DOIs, ISSNs, numbers of acts, and titles."""
    for record in pack.catalog():
        yield from filter(None, (record.doi, record.issn, record.act, record.code))
        yield from (title for title in (record.title, record.title_en) if title)


def acts():
    """Names and abbreviations of acts, but for words that name an act of any state or body."""
    general = {word for act in pack.acts().acts for word in act.bare}
    for act in pack.acts().acts:
        yield from act.short
        yield from act.numbers
        yield from (name for name in act.names if len(name.split()) > 1 and name not in general)
    yield from pack.acts().other_short


def persons():
    for record in pack.catalog():
        for author in record.authors:
            yield from filter(None, (author.family, author.family_en))


def bodies():
    """Proper names of several words."""
    for concept in pack.glossary():
        if concept.field in ("body", "instrument", "name"):
            for wording in (*concept.uk, *concept.en):
                if len(wording.split()) > 1 and wording[:1].isupper():
                    yield wording


def hosts():
    for record in pack.catalog():
        for address in record.addresses:
            host = urlsplit(address.url).hostname or ""
            if host.removeprefix("www.") not in GENERAL_HOSTS:
                yield host.removeprefix("www.")


KINDS = {
    "id": ids,
    "work": works,
    "act": acts,
    "person": persons,
    "body": bodies,
    "host": hosts,
}


@pytest.mark.parametrize("kind", KINDS)
def test_code_names_nothing_of_the_library_that_comes_along(kind):
    facts = sorted(set(KINDS[kind]()), key=len, reverse=True)
    assert facts
    wanted = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, facts))})(?!\w)")
    found = [
        f"{path.relative_to(ROOT)}:{number}: {match[0]}"
        for path in code()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        for match in wanted.finditer(line)
    ]
    assert not found, "\n".join(["what is special to one library belongs into its pack:", *found])


def test_the_folder_of_the_pack_is_named_nowhere():
    name = pack.Pack.default().folder.name
    found = [path for path in code() if name in path.read_text(encoding="utf-8")]
    assert not found


def test_only_one_module_opens_packs():
    found = [
        path.relative_to(ROOT).as_posix()
        for path in code()
        if path.suffix == ".py"
        and "scripts" not in path.parts
        and re.search(r"""["'/]packs\b""", path.read_text("utf-8"))
    ]
    assert found == ["corpus/library/pack.py"]
