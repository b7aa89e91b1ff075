"""Learning: a picture's embedding comes to point where its captions' embeddings do, and away from the other labels'."""

import math
import time

import numpy as np
import torch
from torch.nn.functional import cross_entropy, log_softmax, normalize

from drawing import LABELS

from .captions import caption
from .pictures import varied

MEAN = (0.48145466, 0.4578275, 0.40821073)  # OpenCLIP's defaults
STANDARD_DEVIATION = (0.26862954, 0.26130258, 0.27577711)
BATCH = 96
CAPTIONS_PER_LABEL = 2
PEAK_RATE = 1.2e-3
WARM_UP = 150  # steps
WEIGHT_DECAY = 0.08
SEED = 7


def prepared(samples):
    """Samples in 0...1, (B, 3, S, S), as OpenCLIP's transform leaves them."""
    mean = torch.tensor(MEAN).view(3, 1, 1)
    deviation = torch.tensor(STANDARD_DEVIATION).view(3, 1, 1)
    return (samples - mean) / deviation


def train(model, tokenizer, pictures, labels, steps, report):
    """Trains `model` in place on uint8 pictures (N, S, S, 3) and the numbers of their labels (N,)."""
    side = model.visual.image_size[0]
    generator = torch.Generator().manual_seed(SEED)
    rng = np.random.default_rng(SEED)
    optimizer = torch.optim.AdamW(_groups(model), lr=PEAK_RATE, betas=(0.9, 0.98), eps=1e-6)
    order, begun = np.empty(0, np.int64), time.monotonic()
    right = loss_sum = seen = 0
    model.train()
    for step in range(steps):
        if len(order) < BATCH:
            order = np.concatenate([order, rng.permutation(len(pictures))])
        batch, order = order[:BATCH], order[BATCH:]
        for group in optimizer.param_groups:
            group["lr"] = _rate(step, steps)
        images = prepared(varied(pictures[batch], side, generator))
        answers = torch.from_numpy(labels[batch])
        texts = tokenizer([caption(label, rng) for _ in range(CAPTIONS_PER_LABEL) for label in LABELS])
        loss, scores = _loss(model, images, texts, answers)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        with torch.no_grad():
            model.logit_scale.clamp_(0, math.log(30))
        right += int((scores.argmax(1) % len(LABELS) == answers).sum())
        loss_sum += float(loss.detach()) * len(batch)
        seen += len(batch)
        if step % 50 == 49:
            report(f"step {step + 1} of {steps}: loss {loss_sum / seen:.4f}, {right / seen:.3f} right, "
                   f"{time.monotonic() - begun:.0f} s")
            right = loss_sum = seen = 0
    model.eval()


def _loss(model, images, texts, answers):
    """Cross-entropy both ways, and the scores behind it, (B, T).

    A picture has one right caption among those of all labels; a caption has all pictures of its label for right ones.
    """
    seen = normalize(model.encode_image(images), dim=-1)  # (B, D)
    said = normalize(model.encode_text(texts), dim=-1)  # (T, D), caption t of label t % 12
    scores = model.logit_scale.exp() * seen @ said.T  # (B, T)
    chosen = scores.view(len(images), CAPTIONS_PER_LABEL, len(LABELS))
    to_captions = sum(cross_entropy(chosen[:, i], answers, label_smoothing=0.03) for i in range(CAPTIONS_PER_LABEL))
    told = torch.arange(len(texts)) % len(LABELS)
    same = (told[:, None] == answers[None]).float()  # (T, B)
    share = same / same.sum(1, keepdim=True).clamp(min=1)
    to_pictures = -(share * log_softmax(scores.T, dim=1)).sum(1).mean()
    return to_captions / CAPTIONS_PER_LABEL + 0.3 * to_pictures, scores


def _groups(model):
    """Weight matrices shrink, everything else does not."""
    matrices = [p for name, p in model.named_parameters() if p.ndim >= 2 and "embedding" not in name]
    others = [p for name, p in model.named_parameters() if p.ndim < 2 or "embedding" in name]
    return [{"params": matrices, "weight_decay": WEIGHT_DECAY}, {"params": others, "weight_decay": 0.0}]


def _rate(step, steps):
    if step < WARM_UP:
        return PEAK_RATE * (step + 1) / WARM_UP
    return PEAK_RATE * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * (step - WARM_UP) / (steps - WARM_UP))))
