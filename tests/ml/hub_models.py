"""Tiny classifiers in the hub's layout, one for each kind of tokenizer that the recipes name."""

import io
import json

import torch
from tokenizers import Tokenizer, models, pre_tokenizers, processors
from transformers import (
    BertConfig,
    BertForSequenceClassification,
    BertweetTokenizer,
    DebertaV2Config,
    DebertaV2ForSequenceClassification,
    PreTrainedTokenizerFast,
    RobertaConfig,
    RobertaForSequenceClassification,
    RobertaTokenizer,
)

WORDS = ("i", "am", "so", "happy", "sad", "angry", "today", "the", "rain", "what", "a", "day", "my", "friend", "hello")
SIZES = {
    "hidden_size": 32,
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "intermediate_size": 32,
    "max_position_embeddings": 130,
}


def write(folder, kind, labels, **settings):
    """Write a classifier of `kind` with `labels` and random weights into `folder`; return its tokenizer and module."""
    folder.mkdir(parents=True)
    tokenizer = {"bert": _bert, "roberta": _roberta, "bertweet": _bertweet, "deberta-v2": _deberta}[kind](folder)
    config, module = {
        "bert": (BertConfig, BertForSequenceClassification),
        "roberta": (RobertaConfig, RobertaForSequenceClassification),
        "bertweet": (RobertaConfig, RobertaForSequenceClassification),
        "deberta-v2": (DebertaV2Config, DebertaV2ForSequenceClassification),
    }[kind]
    own = {"pad_token_id": 1, "type_vocab_size": 1} if config is RobertaConfig else {}
    if kind == "deberta-v2":
        own = {"relative_attention": True, "pos_att_type": ["p2c", "c2p"], "position_buckets": 16, "type_vocab_size": 0}
    names = dict(enumerate(labels))
    torch.manual_seed(0)
    made = module(
        config(
            **SIZES,
            **own,
            vocab_size=len(tokenizer),
            id2label=names,
            label2id={b: a for a, b in names.items()},
            **settings,
        )
    ).eval()
    with torch.no_grad():  # random heads hardly tell texts apart; these do
        for name, parameter in made.named_parameters():
            if "classifier" in name and name.endswith("weight"):
                parameter.mul_(20)
    made.save_pretrained(folder)
    return tokenizer, made


def _bert(folder):
    vocabulary = {word: at for at, word in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", *WORDS])}
    raw = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    raw.pre_tokenizer = pre_tokenizers.Whitespace()
    raw.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=raw, cls_token="[CLS]", sep_token="[SEP]", pad_token="[PAD]", unk_token="[UNK]"
    )
    tokenizer.save_pretrained(folder)
    return tokenizer


def _roberta(folder):
    letters = pre_tokenizers.ByteLevel.alphabet()
    vocabulary = {word: at for at, word in enumerate(["<s>", "<pad>", "</s>", "<unk>", "<mask>", *sorted(letters)])}
    (folder / "vocab.json").write_text(json.dumps(vocabulary))
    (folder / "merges.txt").write_text("#version: 0.2\n")
    tokenizer = RobertaTokenizer.from_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return tokenizer


def _bertweet(folder):
    parts = [f"{letter}@@" for letter in "abcdefghijklmnopqrstuvwxyz:_"] + list("abcdefghijklmnopqrstuvwxyz:_")
    (folder / "vocab.txt").write_text("".join(f"{part} 1\n" for part in dict.fromkeys([*parts, *WORDS])))
    merges = "#version: 0.2\ns o</w> 1\na m</w> 1\n"
    (folder / "bpe.codes").write_text(merges)
    tokenizer = BertweetTokenizer(str(folder / "vocab.txt"), str(folder / "bpe.codes"), normalization=True)
    tokenizer.save_pretrained(folder)
    (folder / "bpe.codes").write_text(merges)  # transformers saves it without the counts that it needs to read it
    return tokenizer


def _deberta(folder):
    import sentencepiece
    from transformers import AutoTokenizer

    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([" ".join(WORDS)] * 20),
        model_writer=model,
        vocab_size=28,
        pad_id=0,
        bos_id=1,
        eos_id=2,
        unk_id=3,
        pad_piece="[PAD]",
        bos_piece="[CLS]",
        eos_piece="[SEP]",
        unk_piece="[UNK]",
        minloglevel=3,
    )
    (folder / "spm.model").write_bytes(model.getvalue())
    (folder / "config.json").write_text(json.dumps({"model_type": "deberta-v2"}))
    (folder / "tokenizer_config.json").write_text(json.dumps({"vocab_type": "spm", "do_lower_case": False}))
    return AutoTokenizer.from_pretrained(folder)
