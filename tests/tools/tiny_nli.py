"""A cross-encoder of a few kilobytes, its weights set by hand so that its answers mean something.

It has one layer whose attention is even over all tokens: so the first token learns whether
"agrees" or "denies" stands anywhere, and that decides. Nothing else has any weight.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

YES, NO = "agrees", "denies"
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
WIDTH = 4
SURE = 10.0
"""Weight of a word that is there; it comes to a logit of about 9.4."""
NEUTRAL = 3.0
"""Logit of "neither"."""
_NEITHER = re.compile(r"neutral|not|un|nei|label_0", re.IGNORECASE)


def tiny_nli(folder: Path, labels: Sequence[str], *, places: int = 64, head: bool = True) -> Path:
    """Writes the model with these outputs in this order; `places` tokens fit into it.

    Without its `head` it is an encoder that never learnt to classify.
    """
    import torch
    from transformers import BertConfig, BertForSequenceClassification

    config = BertConfig(
        vocab_size=len(SPECIAL) + 2,
        hidden_size=WIDTH,
        num_hidden_layers=1,
        num_attention_heads=1,
        intermediate_size=WIDTH,
        max_position_embeddings=places,
        hidden_act="relu",
        id2label=dict(enumerate(labels)),
        label2id={label: n for n, label in enumerate(labels)},
    )
    model = BertForSequenceClassification(config)
    with torch.no_grad():
        for name, values in model.named_parameters():
            values.fill_(1.0 if "LayerNorm.weight" in name else 0.0)
        words = model.bert.embeddings.word_embeddings.weight
        words[len(SPECIAL), 0] = words[len(SPECIAL) + 1, 1] = 1.0
        attention = model.bert.encoder.layer[0].attention
        for dense in (attention.self.value, attention.output.dense, model.bert.pooler.dense):
            dense.weight.copy_(torch.eye(WIDTH))
        for number, label in enumerate(labels):
            _set_output(model.classifier, number, label, lone=len(labels) == 1)
    (model if head else model.bert).save_pretrained(folder)
    _save_tokenizer(folder, places)
    return folder


def _set_output(classifier: object, number: int, label: str, *, lone: bool) -> None:
    weight, bias = classifier.weight, classifier.bias  # type: ignore[attr-defined]
    if lone:
        weight[number, 0], bias[number] = SURE, -NEUTRAL
    elif _NEITHER.match(label):
        bias[number] = NEUTRAL
    else:
        weight[number, 1 if label.lower().startswith(("contra", "refut")) else 0] = SURE


def _save_tokenizer(folder: Path, places: int) -> None:
    from transformers import PreTrainedTokenizerFast

    vocabulary = {word: n for n, word in enumerate((*SPECIAL, YES, NO))}
    raw = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    raw.normalizer = normalizers.Lowercase()
    raw.pre_tokenizer = pre_tokenizers.Whitespace()
    ends = [("[CLS]", vocabulary["[CLS]"]), ("[SEP]", vocabulary["[SEP]"])]
    raw.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=ends
    )
    PreTrainedTokenizerFast(
        tokenizer_object=raw,
        model_max_length=places,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
    ).save_pretrained(folder)
