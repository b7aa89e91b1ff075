"""Random weights, and files of tensors."""

import torch
from safetensors.torch import save_file


def randomize(model, seed):
    """Weights under which every part of a model matters; gains near one."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            noise = torch.randn(parameter.shape, generator=generator)
            if parameter.ndim < 2:
                is_gain = name.endswith("weight") or "lambda1" in name
                parameter.copy_(0.1 * noise + (1 if is_gain else 0))
            else:
                parameter.copy_(noise * (1.2 / parameter[0].numel() ** 0.5 if parameter.ndim == 2 else 0.3))
    return model.eval()


def pictures(count, side, seed):
    return torch.randn(count, 3, side, side, generator=torch.Generator().manual_seed(seed))


def texts(count, length, vocabulary, seed, end=None):
    generator = torch.Generator().manual_seed(seed)
    ids = torch.randint(3, vocabulary - 2, (count, length), generator=generator)
    if end is not None:
        for row in range(count):
            ids[row, 2 + row * 3 % (length - 2):] = end
    return ids


def save(tensors, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file({name: tensor.detach().contiguous().clone() for name, tensor in tensors.items()}, path)


def unit(rows):
    return rows / rows.norm(dim=-1, keepdim=True)
