"""Cross-encoders that read a premise and a hypothesis together: does the one bear out the other?

Any sequence-classification model of transformers, by name or folder: three labels
(entailment, neutral, contradiction, in any order), two (supported or not), or one logit as
MiniCheck-like models have. What the labels mean is read from the model's own config, and a
model that does not say is refused, since a wrong guess would turn every answer round. A
head that was never trained is refused too. Premises that are too long are read in windows.

Torch is imported when the first pair is read, and not before. Use `open_cross_encoder`.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from memory.errors import ConfigError

BATCH = 16
LONGEST_TOKENS = 512
"""Of premise and hypothesis together; a model's own limit may be lower."""
LONGEST_TEXT = 20_000
"""Characters of a premise handed to the tokenizer."""
_BEARS_OUT = re.compile(r"entail(ment|s|ed)?|support(s|ed)?")
_AGAINST = re.compile(r"contradict(ion|s|ed|ory)?|refute[sd]?")
_NEITHER = re.compile(
    r"neutral|no[tn](entailment|entailed|supported)|unsupported|unknown|nei"
    r"|notenough(info|information|evidence)?"
)
_NAMELESS = re.compile(r"label_?\d+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reading:
    """Probabilities that a premise bears out a hypothesis, and that it speaks against it."""

    supported: float
    contradicted: float = 0.0
    """0 from models that do not tell this from "not supported"."""


@dataclass(frozen=True, slots=True)
class Labels:
    """What a model's outputs mean: their numbers, and whether there is only one."""

    supported: int
    contradicted: int | None = None
    lone: bool = False

    @classmethod
    def read(cls, names: Sequence[str]) -> Labels:
        """From the names in the order of the outputs. Raises ValueError for what says nothing.

        Two outputs without names are "no" and "yes", as MiniCheck has them; of three without
        names nobody knows the order.
        """
        if len(names) == 1:
            return cls(supported=0, lone=True)
        if len(names) == 2 and all(_NAMELESS.fullmatch(name) for name in names):
            return cls(supported=1)
        plain = [re.sub(r"[\W_]+", "", name.lower()) for name in names]
        yes = [n for n, name in enumerate(plain) if _BEARS_OUT.fullmatch(name)]
        no = [n for n, name in enumerate(plain) if _AGAINST.fullmatch(name)]
        rest = [name for name in plain if _NEITHER.fullmatch(name)]
        if len(yes) != 1 or len(no) > 1 or len(yes) + len(no) + len(rest) != len(names):
            raise ValueError(f"its labels are {', '.join(names)}")
        return cls(supported=yes[0], contradicted=no[0] if no else None)


class CrossEncoder:
    """One model; safe to share between threads."""

    def __init__(self, model: str) -> None:
        """`model` is a folder, or a name that the library can find or download."""
        self._model_name = model
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        return self._model_name

    def check(self) -> None:
        """Load the model. Raises ConfigError, with what to do, when it is of no use."""
        with self._lock:
            _ = self._loaded

    def read(self, pairs: Sequence[tuple[str, str]]) -> list[Reading | None]:
        """A reading of each (premise, hypothesis), the surest of its windows.

        None where the hypothesis alone is too long: nothing of it may stay unread. Raises
        ConfigError.
        """
        with self._lock:
            return self._loaded.read(pairs)

    @cached_property
    def _loaded(self) -> _Loaded:
        from safetensors import SafetensorError
        from transformers import AutoModelForSequenceClassification, AutoTokenizer
        from transformers.utils import logging

        logging.disable_progress_bar()
        try:
            tokenizer = AutoTokenizer.from_pretrained(self._model_name)
            model, found = AutoModelForSequenceClassification.from_pretrained(
                self._model_name, output_loading_info=True
            )
        # The library lets whatever the hub, the disk, torch or JSON raised come through.
        except (
            *(OSError, ValueError, RuntimeError, KeyError, TypeError, ImportError),
            *(AttributeError, SafetensorError),
        ) as error:
            first = str(error).strip().splitlines()[0] if str(error).strip() else "no reason given"
            raise self._unfit(f"cannot be loaded ({type(error).__name__}: {first})") from error
        if found["missing_keys"]:
            lacking = ", ".join(sorted(found["missing_keys"])[:3])
            raise self._unfit(f"was never trained to classify pairs: it lacks {lacking}")
        if not tokenizer.is_fast:
            raise self._unfit("has no fast tokenizer (tokenizer.json)")
        names = [str(model.config.id2label[n]) for n in range(model.config.num_labels)]
        try:
            return _Loaded(tokenizer, model.eval(), Labels.read(names))
        except ValueError as error:
            raise self._unfit(
                f"does not say which output means support: {error}; name them entailment, neutral "
                "and contradiction under id2label in its config.json, in the model's own order"
            ) from error

    def _unfit(self, why: str) -> ConfigError:
        return ConfigError(
            f"nli: the model {self._model_name!r} {why}; mend UNDERSTUDY_VERIFIER_NLI (a folder or "
            "a name such as cross-encoder/nli-deberta-v3-base), or leave it empty to do without"
        )


class _Loaded:
    def __init__(self, tokenizer: Any, model: Any, labels: Labels) -> None:
        self._tokenizer = tokenizer
        self._model = model
        self._labels = labels
        places = getattr(model.config, "max_position_embeddings", None) or LONGEST_TOKENS
        # RoBERTa counts its places from 2, and offers two that cannot be used.
        self._longest = min(places - 2, tokenizer.model_max_length, LONGEST_TOKENS)

    def read(self, pairs: Sequence[tuple[str, str]]) -> list[Reading | None]:
        windows: list[tuple[int, dict[str, list[int]]]] = []
        for place, (premise, hypothesis) in enumerate(pairs):
            windows += ((place, window) for window in self._windows(premise, hypothesis))
        found: list[Reading | None] = [None] * len(pairs)
        for start in range(0, len(windows), BATCH):
            batch = windows[start : start + BATCH]
            for (place, _), new in zip(batch, self._probabilities(batch), strict=True):
                old = found[place] or new
                found[place] = Reading(
                    max(old.supported, new.supported), max(old.contradicted, new.contradicted)
                )
        return found

    def _windows(self, premise: str, hypothesis: str) -> Iterator[dict[str, list[int]]]:
        """Token rows that hold the whole hypothesis, and together the whole premise."""
        if len(self._tokenizer(hypothesis)["input_ids"]) > self._longest // 2:
            return
        encoded = self._tokenizer(
            premise[:LONGEST_TEXT],
            hypothesis,
            truncation="only_first",
            max_length=self._longest,
            stride=self._longest // 8,
            return_overflowing_tokens=True,
        )
        wanted = self._tokenizer.model_input_names
        for n in range(len(encoded["input_ids"])):
            yield {name: encoded[name][n] for name in wanted if name in encoded}

    def _probabilities(self, batch: Sequence[tuple[int, dict[str, list[int]]]]) -> list[Reading]:
        import torch

        rows = self._tokenizer.pad([window for _, window in batch], return_tensors="pt")
        with torch.inference_mode():
            logits = self._model(**rows).logits.float()  # (batch, labels)
        if self._labels.lone:
            return [Reading(float(p)) for p in torch.sigmoid(logits[:, 0])]
        yes, no = self._labels.supported, self._labels.contradicted
        shares = torch.softmax(logits, dim=-1)
        return [Reading(float(p[yes]), 0.0 if no is None else float(p[no])) for p in shares]


@lru_cache(maxsize=2)
def open_cross_encoder(model: str) -> CrossEncoder:
    """The process's one cross-encoder for a setting."""
    return CrossEncoder(model)
