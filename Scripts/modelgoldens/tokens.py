"""Vocabularies of the structure of SigLIP's and Gemma's, and the tokens that open_clip and transformers make of hard texts."""

import json

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

TEXTS = [
    "a red bus", "", " ", "A  Red\tBUS!", "two cats, and a dog.", "it's a dog's life", "a_b_c", "don't stop — now…",
    "café", "cafe\u0301", "naïve façade", "Ünïcödé", "ΣΟΦΟΣ Σ", "ΟΔΟΣ.", "İstanbul", "straße", "ﬁne ﬂuff", "ＦＵＬＬ　ｗｉｄｔｈ", "①②③ ½ ™",
    "日本語のテキスト", "中文 字符", "한국어", "русский текст", "עברית", "العربية", "हिन्दी भाषा", "ไทย", "😀 smile", "👩‍👩‍👧‍👦 family", "🇩🇪 flag",
    "a\u00a0b\u2003c", "zero\u200bwidth", "soft\u00adhyphen", "tab\tand\nnewline", "a" * 200, "supercalifragilistic", "x" * 3 + " " * 5 + "y",
    "1234567890", "3.14159", "50% off", "a&amp;b", "&lt;tag&gt;", "<eos>", "<pad> a", "</s> b", "<unk>", "<0x41>", "▁under", "a ▁ b",
    "http://example.com/a?b=c&d=e", "user@example.com", "C++ and C#", "\"quoted\"", "‘curly’ “quotes”", "(parens) [brackets] {braces}",
    "a/b\\c|d", "$100", "#hashtag", "~tilde~", "^caret", "`tick`", "plus+minus-", "semi;colon:", "what? yes!", "...", "!!!", "-", "_",
    "Ⅷ roman", "x² + y³", "ﷺ", "ǅ", "ŉ", "ẞ", "𝕳𝖊𝖑𝖑𝖔", "e\u0301\u0327", "\u0301 lone mark", "가각", "\u1100\u1161", "🏳️‍🌈", "©®", "\ufeffbom",
    "mixedCASEword", "UPPER lower", "the quick brown fox jumps over the lazy dog", "a photo of a " + "very " * 70 + "long text",
    "line\r\nend", "null\u0000byte", "\ud7ff", "\U0010ffff", "â€™ mojibake", "cafÃ©", "a b  c   d", "  leading", "trailing  ", "\u2028line", "né́e",
    "Ångström K", "ﬀ ﬃ", "ｶﾞｷﾞ", "…", "½ cup", "№ 5",
]

# Texts that the vocabularies are not made of: marks that combine with the blank before them.
UNSEEN = ["a \u0301b", "very \u0301 very", " \u0301", "a \u0301 \u0327 b", "red \ufe0fbus", "\u0301 \u0301"]


def corpus():
    words = " ".join(text for text in TEXTS if len(text) < 100).split()
    base = ["a photo of a red bus", "two cats and a dog on the street", "the quick brown fox jumps over the lazy dog",
            "a bird in the sky", "green tree by the river", "people walking in the rain", "very long text"]
    return base * 40 + [" ".join(words[start:start + 6]).lower() for start in range(0, len(words), 3)] * 3


def unigram():
    """As the conversion of T5's sentencepiece has it, and the hub's timm/ViT-B-16-SigLIP."""
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence([
        normalizers.Precompiled(charsmap()), normalizers.Strip(left=False, right=True),
        normalizers.Replace(Regex(" {2,}"), "▁")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    trainer = trainers.UnigramTrainer(vocab_size=500, special_tokens=["<pad>", "</s>", "<unk>"], unk_token="<unk>", show_progress=False)
    tokenizer.train_from_iterator(corpus(), trainer)
    tokenizer.post_processor = processors.TemplateProcessing(single="$A </s>", special_tokens=[("</s>", 1)])
    tokenizer.decoder = decoders.Metaspace()
    return tokenizer


def charsmap():
    """SentencePiece's table of the normalisation that T5 was trained with."""
    import io

    import sentencepiece
    from sentencepiece import sentencepiece_model_pb2

    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(["a b c d e f g"] * 20), model_writer=model, vocab_size=12, model_type="unigram",
        normalization_rule_name="nmt_nfkc", hard_vocab_limit=False, minloglevel=2)
    proto = sentencepiece_model_pb2.ModelProto()
    proto.ParseFromString(model.getvalue())
    return proto.normalizer_spec.precompiled_charsmap


def gemma(vocabulary=700):
    """As Gemma's: byte pairs over the whole text with blanks made ▁, bytes for what is unknown."""
    special = ["<pad>", "<eos>", "<bos>", "<unk>", "<mask>"]
    bytes_ = [f"<0x{byte:02X}>" for byte in range(256)]
    trained = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    trained.normalizer = normalizers.Replace(" ", "▁")
    trained.pre_tokenizer = pre_tokenizers.Split(" ", behavior="merged_with_previous")
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary, special_tokens=special + bytes_, show_progress=False, limit_alphabet=60, max_token_length=16)
    trained.train_from_iterator(corpus(), trainer)
    data = json.loads(trained.to_str())
    # Bytes are pieces of the vocabulary, not tokens that are looked for in a text.
    data["added_tokens"] = [token for token in data["added_tokens"] if token["content"] in special]
    tokenizer = Tokenizer.from_str(json.dumps(data))
    tokenizer.post_processor = processors.TemplateProcessing(single="$A <eos>", special_tokens=[("<eos>", 1)])
    return tokenizer


def large_gemma(size):
    """Of Gemma's structure and size: what the corpus gives, then merges of random pieces, most of them never met in a text."""
    import random

    chance = random.Random(17)
    data = json.loads(gemma(4000).to_str())
    vocabulary = data["model"]["vocab"]
    # Every script has letters of its own.
    for first, last in [(0x3041, 0x30ff), (0x4e00, 0x8e00), (0xac00, 0xbc00), (0x0400, 0x04ff), (0x0590, 0x0dff), (0x1f300, 0x1f700)]:
        for code in range(first, last):
            vocabulary.setdefault(chr(code), len(vocabulary))
    pieces = [piece for piece in vocabulary if not piece.startswith("<")]
    while len(vocabulary) < size:
        # Pieces that are met often come first, and are merged most.
        left, right = (pieces[int(len(pieces) * chance.random() ** 3)] for _ in range(2))
        merged = left + right
        if len(merged) <= 16 and merged not in vocabulary:
            vocabulary[merged] = len(vocabulary)
            pieces.append(merged)
    # All ways to a piece are merges, as in the conversion from sentencepiece.
    data["model"]["merges"] = [
        [piece[:cut], piece[cut:]] for piece in pieces for cut in range(1, len(piece))
        if piece[:cut] in vocabulary and piece[cut:] in vocabulary]
    return Tokenizer.from_str(json.dumps(data))


def write_large(folder, size):
    """Writes a vocabulary of `size` pieces, and the tokens of many texts."""
    import random

    from open_clip.tokenizer import _clean_canonicalize

    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = large_gemma(size)
    tokenizer.save(str(folder / "tokenizer.json"), pretty=True)
    (folder / "tokenizer_config.json").write_text(json.dumps({"pad_token": "<pad>"}))
    tokenizer.enable_truncation(64)
    tokenizer.enable_padding(length=64, pad_id=0)
    chance = random.Random(18)
    pieces = list(tokenizer.get_vocab())
    pieces.sort()
    words = " ".join(TEXTS).split()
    mixed = ["".join(chance.choice(pieces) for _ in range(9)) for _ in range(1000)]
    mixed += [" ".join(chance.choice(words) for _ in range(12)) for _ in range(1000)]
    mixed += ["".join(chr(chance.choice([chance.randrange(32, 0x250), chance.randrange(0x370, 0xd000), chance.randrange(0x1f300, 0x1f700)]))
                      for _ in range(30)) for _ in range(1000)]
    cases = []
    for text in TEXTS + mixed:
        canonical = _clean_canonicalize(text)
        cases.append({"text": text, "canonical": canonical, "tokens": tokenizer.encode(canonical).ids})
    (folder / "tokens.json").write_text(json.dumps(cases))


def write(folder):
    from open_clip.tokenizer import _clean_canonicalize

    for name, make, padding in [("unigram", unigram, 1), ("gemma", gemma, 0)]:
        target = folder / name
        target.mkdir(parents=True, exist_ok=True)
        vocabulary = target / "tokenizer.json"
        # Training gives another vocabulary each time, so one that is there stays.
        if not vocabulary.exists():
            make().save(str(vocabulary), pretty=False)
        tokenizer = Tokenizer.from_file(str(vocabulary))
        (target / "tokenizer_config.json").write_text(json.dumps({"pad_token": "</s>" if padding else "<pad>"}))
        tokenizer.enable_truncation(64)
        tokenizer.enable_padding(length=64, pad_id=padding)
        cases = []
        for text in TEXTS + UNSEEN:
            canonical = _clean_canonicalize(text)
            lowered = text.lower() if name == "gemma" else None
            case = {"text": text, "canonical": canonical, "tokens": tokenizer.encode(canonical).ids}
            if lowered is not None:
                lower = Tokenizer.from_file(str(target / "tokenizer.json"))
                lower.normalizer = normalizers.Sequence([normalizers.Lowercase(), lower.normalizer])
                lower.enable_truncation(64)
                lower.enable_padding(length=64, pad_id=0)
                case["transformers"] = lower.encode(text).ids
            cases.append(case)
        (target / "tokens.json").write_text(json.dumps(cases, ensure_ascii=True, indent=0))
