"""A transformer without its word table, as one torch module that OpenVINO can take in."""

from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from matching.encoders.base import EncoderUnavailable


class Layers(torch.nn.Module):
    """Word vectors and mask in, normalised text vectors out."""

    def __init__(self, transformer: torch.nn.Module, mean: bool) -> None:
        super().__init__()
        self.transformer = transformer
        self.mean = mean

    def forward(self, words: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        output = self.transformer(inputs_embeds=words, attention_mask=mask)
        states: torch.Tensor = output.last_hidden_state
        if not self.mean:
            return torch.nn.functional.normalize(states[:, 0], dim=1)
        weights = mask.unsqueeze(-1).to(states.dtype)
        return torch.nn.functional.normalize((states * weights).sum(1) / weights.sum(1), dim=1)


def layers_of(model: Any) -> Layers:
    """The layers of a plain sentence-transformers model.

    :raises EncoderUnavailable: when pooling or modules are of a kind this route does not know
    """
    kinds = [type(module).__name__ for module in model]
    pooling = getattr(model[1], "pooling_mode", "") if len(kinds) > 1 else ""
    plain = kinds in (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"])
    if not plain or pooling not in ("mean", "cls"):
        raise EncoderUnavailable("This model's pooling needs the route sentence-transformers.")
    return Layers(model[0].auto_model.eval(), pooling == "mean")


def word_table(model: Any) -> npt.NDArray[np.float32]:
    """The word vectors, ``[vocabulary, hidden]``."""
    weight = model[0].auto_model.get_input_embeddings().weight
    return np.asarray(weight.detach().numpy(), dtype=np.float32)
