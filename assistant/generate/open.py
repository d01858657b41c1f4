"""From the settings to a model (an address or a GGUF file, remembered on disk) and its writer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dzherelo.assistant.addresses import base_of, is_address, model_file
from dzherelo.corpus.errors import SettingsError

if TYPE_CHECKING:
    from dzherelo.assistant.answer.candidates import Hung
    from dzherelo.assistant.generate.model import Model
    from dzherelo.assistant.generate.write import Quoting, Writer
    from dzherelo.assistant.settings import Settings
    from dzherelo.assistant.verify import Meet
    from dzherelo.corpus.language.overlap import Weigh
    from dzherelo.corpus.language.terms import Terms
    from dzherelo.corpus.library.holdings import Library


class Pen:
    """The model of the settings and what writes with it; nothing is opened before it is needed."""

    def __init__(self, settings: Settings, library: Library) -> None:
        self._settings = settings
        self._library = library
        self._model: Model | None = None
        self._made: tuple[Quoting, Writer] | None = None

    def writer(
        self, quoting: Quoting, *, terms: Terms, weigh: Weigh, meet: Meet | None, hung: Hung
    ) -> Writer:
        """The writer over what `quoting` answers from; raises SettingsError."""
        from dzherelo.assistant.generate.sheet import Checker
        from dzherelo.assistant.generate.write import Size, Writer

        if self._model is None:
            self._model = open_model(self._settings)
        if self._made is None or self._made[0] is not quoting:
            writer = Writer(
                model=self._model,
                quoting=quoting,
                checker=Checker(
                    terms=terms, weigh=weigh, gloss=self._library.gloss, hung=hung, meet=meet
                ),
                library=self._library,
                terms=terms,
                weigh=weigh,
                size=Size(self._settings.llm_context, self._settings.llm_answer),
            )
            self._made = quoting, writer
        return self._made[1]

    def close(self) -> None:
        """Lets go of the model."""
        if self._model is not None:
            self._model.close()
        self._model = self._made = None


def open_model(settings: Settings) -> Model:
    """The model that the settings name; nothing is asked or loaded yet.

    Raises SettingsError for none, and for what is neither an address nor a GGUF file that is there.
    """
    if not settings.llm:
        raise SettingsError(
            "No language model is set.",
            "Give one with --llm or the setting `llm`; `dzherelo doctor` looks for local ones.",
        )
    from dzherelo.assistant.generate.cache import CachedModel
    from dzherelo.assistant.generate.remote import Limits, LocalModel, RemoteModel

    limits = Limits(timeout=settings.llm_timeout, silence=settings.llm_silence)
    model: Model
    if is_address(settings.llm):
        key = settings.llm_key.get_secret_value() if settings.llm_key else ""
        model = RemoteModel(
            base_of(settings.llm),
            model=settings.llm_model,
            key=key or None,
            context=settings.llm_context,
            limits=limits,
        )
        state = settings.llm
    else:
        path, key = model_file(settings.llm), ""
        model = LocalModel(path, context=settings.llm_context, limits=limits)
        state = f"{path} {path.stat().st_size}"
    return CachedModel(model, settings.home / "llm" / "replies", state=state, secret=key)
