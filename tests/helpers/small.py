"""A library of one small text."""

from contextlib import contextmanager

from dzherelo.assistant.assembly import open_assistant
from dzherelo.assistant.settings import Settings


@contextmanager
def library_of(name, text, folder):
    """An assistant over this text alone, indexed."""
    path = folder / f"{name}.txt"
    path.write_text(text, encoding="utf-8")
    settings = Settings(home=folder / "home").model_copy(update={"default_library": False})
    with open_assistant(settings) as opened:
        opened.add(path, as_id=name)
        opened.sync()
        yield opened
