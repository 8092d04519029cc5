"""A whole training step of PyTorch as one CUDA graph: compiled loss, gradient, clipping and Adam without launches."""

from collections.abc import Callable

import torch
from torch import Tensor, nn

WARM_UP = 3


class CapturedStep:
    """A step on the batch that was last put into its buffers; an optimiser of its own, capturable.

    Source: PyTorch's notes on CUDA graphs, whole-network capture (warm-up on a side stream, then capture).
    """

    def __init__(self, loss: Callable[..., Tensor], network: nn.Module, x: Tensor, y: Tensor):
        self._loss, self._network = loss, network
        self._x, self._y = x.clone(), y.clone()
        self._optimiser = torch.optim.Adam(network.parameters(), lr=1e-3, fused=True, capturable=True)
        aside = torch.cuda.Stream()
        aside.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(aside):
            for _ in range(WARM_UP):
                self._step()
        torch.cuda.current_stream().wait_stream(aside)
        self._graph = torch.cuda.CUDAGraph()
        self._optimiser.zero_grad(set_to_none=True)
        with torch.cuda.graph(self._graph):
            self._step()

    def __call__(self, x: Tensor, y: Tensor) -> None:
        """One step on this batch."""
        self._x.copy_(x)
        self._y.copy_(y)
        self._graph.replay()

    def _step(self) -> None:
        self._optimiser.zero_grad(set_to_none=True)
        self._loss(self._network, self._x, self._y).backward()
        nn.utils.clip_grad_norm_(self._network.parameters(), 1.0)
        self._optimiser.step()
