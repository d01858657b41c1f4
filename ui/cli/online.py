"""The commands that ask the web about the works of a library, on the user's word alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from dzherelo.ui import terminal
from dzherelo.ui.locale.texts import Words

if TYPE_CHECKING:
    from dzherelo.assistant.assembly import Assistant
    from dzherelo.assistant.online import Traced
    from dzherelo.ui.cli.commands import Desk


def lookup(desk: Desk) -> int:
    """Looks works up and fetches what is open; without --online says what would be sent. 1 if
    nothing was sent, or a service was silent."""
    args = desk.args
    with desk.assistant() as assistant:
        if not args.online:
            say_what_is_sent(desk, assistant, args.ids)
            desk.complain(desk.words("online.off"))
            return 1
        traced = trace(desk, assistant, args.ids)
    if args.json:
        terminal.put_json({"works": [one.as_dict() for one in traced]})
    return 1 if any(one.state == "unanswered" for one in traced) else 0


def say_what_is_sent(desk: Desk, assistant: Assistant, ids: Iterable[str]) -> None:
    """What the services will be told, and which; on stderr, before it is sent."""
    from dzherelo.assistant.online import hosts, wanted

    works, mailto = wanted(assistant.library, ids), assistant.settings.mailto
    whom = ", ".join(hosts(assistant.services()))
    terminal.say(desk.words("online.sent", count=len(works), hosts=whom))
    told = desk.words("online.mailto", mailto=mailto) if mailto else desk.words("online.nobody")
    terminal.say(told)
    terminal.say(desk.words("online.will.fetch"))


def trace(desk: Desk, assistant: Assistant, ids: Iterable[str]) -> list[Traced]:
    """Says what is sent, looks the works up, and says of each what became of it."""
    from dzherelo.assistant.online import wanted

    say_what_is_sent(desk, assistant, ids)
    traced: list[Traced] = []
    for one in assistant.online(wanted(assistant.library, ids)):
        traced.append(one)
        if not desk.args.json:
            print(*_lines(one, desk.words), sep="\n", flush=True)
    if any(one.state == "fetched" for one in traced):
        assistant.sync()
    counts = Counter(desk.words(f"online.{one.state}") for one in traced)
    told = ", ".join(f"{state}: {count}" for state, count in counts.items())
    terminal.say(told or desk.words("online.nothing"))
    return traced


def _lines(one: Traced, words: Words) -> Iterable[str]:
    by = f" ({', '.join(one.by)})" if one.by else ""
    why = one.error.fact if one.error else one.url or ""
    head = f"{words(f'online.{one.state}')}: {one.source.id}  {one.source.title}{by}"
    yield f"{head}  {why}".rstrip()
    for notice in one.notices:
        said = words(f"online.{notice.kind}", by=notice.said_by)
        yield f"  ! {said} {notice.address or ''}".rstrip()
    for other in one.refused:
        yield f"  {words('online.refused', other=other)}"
