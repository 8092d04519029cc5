"""The INN paper's network and losses as a practised user of FrEIA writes them: PyTorch, on a GPU where there is one.

The network is innverse's `INN` with fixed permutations, the loss its `Bidirectional()`: one pass f over the batch, one
pass g over twice as many rows, weights, kernels and noise as there (`tests/benchmarks/test_rivals.py` compares them).
"""

import math
import time
from collections.abc import Callable
from functools import partial

import torch
from FrEIA import framework, modules
from torch import Tensor, nn

from benchmarks.rivals.captured_step import CapturedStep
from benchmarks.rivals.case import BLOCKS, DIM_X, DIM_Y, PAIRS
from benchmarks.rivals.talk import serve
from innverse.cores import cores

LATENT_KERNEL = ((0.2, 2.0), (1.5, 2.0), (3.0, 2.0))
BACKWARD_KERNEL = ((0.2, 0.1), (0.2, 0.5), (0.2, 2.0))
NOISE_Y, NOISE_Z = 5e-2, 2e-2
WEIGHTS = {"L_y": 1.0, "L_z": 50.0, "L_x": 500.0, "L_r": 1.0}


def network(width: int, blocks: int = BLOCKS, dim: int = DIM_X) -> framework.SequenceINN:
    """GLOW couplings with a fixed random permutation after each."""

    def subnet(dim_in: int, dim_out: int) -> nn.Module:
        hidden = [nn.Linear(dim_in, width), nn.ReLU(), nn.Linear(width, width), nn.ReLU()]
        return nn.Sequential(*hidden, nn.Linear(width, dim_out))

    inn = framework.SequenceINN(dim)
    for number in range(blocks):
        # The clamp is FrEIA's own "ATAN" with 2/π in full instead of .636.
        inn.append(
            modules.GLOWCouplingBlock,
            subnet_constructor=subnet,
            clamp=2.0,
            clamp_activation=lambda u: (2 / math.pi) * torch.atan(u),
        )
        inn.append(modules.PermuteRandom, seed=number)
    return inn


def mmd_squared(a: Tensor, b: Tensor, kernel: tuple[tuple[float, float], ...]) -> Tensor:
    """Biased MMD² with the kernel Σ C^a ((C + d²)/a)^(−a)."""
    norms_a, norms_b = a.square().sum(1), b.square().sum(1)

    def mean_kernel(u: Tensor, v: Tensor, norms_u: Tensor, norms_v: Tensor) -> Tensor:
        squared = torch.addmm(norms_u[:, None] + norms_v, u, v.t(), alpha=-2).clamp_min(0)
        return torch.stack([c**a * ((c + squared) / a).pow(-a).mean() for c, a in kernel]).sum()

    within = mean_kernel(a, a, norms_a, norms_a) + mean_kernel(b, b, norms_b, norms_b)
    return within - 2 * mean_kernel(a, b, norms_a, norms_b)


def loss_terms(inn: framework.SequenceINN, x: Tensor, y: Tensor) -> dict[str, Tensor]:
    """The four terms for scaled pairs x (n, dim_x), y (n, dim_y)."""
    n, dim_y = y.shape
    dim_z = x.shape[1] - dim_y
    out, _ = inn(x, jac=False)
    drawn = torch.cat([y + NOISE_Y * torch.randn_like(y), torch.randn(n, dim_z, device=x.device)], 1)
    noise = torch.cat([NOISE_Y * torch.randn_like(y), NOISE_Z * torch.randn(n, dim_z, device=x.device)], 1)
    back, _ = inn(torch.cat([drawn, out + noise]), rev=True, jac=False)
    target = torch.cat([y + NOISE_Y * torch.randn_like(y), torch.randn(n, dim_z, device=x.device)], 1)
    code, z = out[:, :dim_y], out[:, dim_y:]
    return {
        "L_y": (code - y).square().sum(1).mean(),
        "L_z": mmd_squared(torch.cat([code.detach(), z], 1), target, LATENT_KERNEL),
        "L_x": mmd_squared(back[:n], x, BACKWARD_KERNEL),
        "L_r": (back[n:] - x).square().sum(1).mean(),
    }


def total_loss(inn: framework.SequenceINN, x: Tensor, y: Tensor) -> Tensor:
    """Their weighted sum."""
    terms = loss_terms(inn, x, y)
    return sum(WEIGHTS[name] * term for name, term in terms.items())  # pyright: ignore[reportReturnType]


class Side:
    """Training steps and draws of one case, timed: eager, through `torch.compile`, and as CUDA graphs of what it made.

    Products are in full single precision, PyTorch's default and innverse's choice.
    """

    def __init__(self, width: int, batch: int, seed: int):
        torch.manual_seed(seed)
        torch.set_num_threads(cores())
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.batch = batch
        self.inn = network(width).to(self.device)
        self.x, self.y = (torch.randn(PAIRS, dim, device=self.device) for dim in (DIM_X, DIM_Y))
        self.optimiser = torch.optim.Adam(self.inn.parameters(), lr=1e-3, fused=True)
        compiled = torch.compile(total_loss, dynamic=False)
        self.losses = {"eager": total_loss, "compiled": compiled, "graphs": compiled}
        replayed = torch.compile(self._inverse, dynamic=False, mode="reduce-overhead")
        self.inverses = {
            "eager": self._inverse,
            "compiled": torch.compile(self._inverse, dynamic=False),
            # A copy: a graph's next replay writes to the same place.
            "graphs": lambda y, n: replayed(y, n).clone(),
        }
        self._captured: CapturedStep | None = None

    def weights(self) -> int:
        """How many numbers are trained."""
        return sum(weights.numel() for weights in self.inn.parameters() if weights.requires_grad)

    def steps(self, n: int, mode: str) -> float:
        """Milliseconds of n training steps: batches of a random order, gradient clipped by its norm, Adam."""
        began = time.perf_counter()
        order = torch.cat([torch.randperm(PAIRS, device=self.device) for _ in range(-(-n * self.batch // PAIRS))])
        if mode == "graphs" and not torch.cuda.is_available():
            raise ValueError("--modes: expected a GPU for 'graphs', got none")
        step = self._graph() if mode == "graphs" else partial(self._step, self.losses[mode])
        for rows in order[: n * self.batch].split(self.batch):
            step(self.x[rows], self.y[rows])
        if torch.cuda.is_available():
            torch.cuda.synchronize()
        return 1e3 * (time.perf_counter() - began)

    def draws(self, n: int, mode: str, block: int) -> float:
        """Milliseconds of n draws for one y, as a NumPy array, `block` at a time."""
        began = time.perf_counter()
        with torch.inference_mode():
            y = torch.zeros(1, DIM_Y, device=self.device)
            parts = [self.inverses[mode](y, min(block, n - start)) for start in range(0, n, block)]
            torch.cat(parts).cpu().numpy()
        return 1e3 * (time.perf_counter() - began)

    def _step(self, loss: Callable[..., Tensor], x: Tensor, y: Tensor) -> None:
        self.optimiser.zero_grad(set_to_none=True)
        loss(self.inn, x, y).backward()
        nn.utils.clip_grad_norm_(self.inn.parameters(), 1.0)
        self.optimiser.step()

    def _graph(self) -> CapturedStep:
        """Captured when first asked for; the optimisers of the other modes are not touched."""
        if self._captured is None:
            rows = slice(self.batch)
            self._captured = CapturedStep(self.losses["graphs"], self.inn, self.x[rows], self.y[rows])
        return self._captured

    def _inverse(self, y: Tensor, n: int) -> Tensor:
        code = y.expand(n, -1) + NOISE_Y * torch.randn(n, DIM_Y, device=y.device)
        outputs = torch.cat([code, torch.randn(n, DIM_X - DIM_Y, device=y.device)], 1)
        return self.inn(outputs, rev=True, jac=False)[0]


def answers(side: Side) -> dict[str, Callable]:
    """What may be asked of a side."""
    return {"weights": side.weights, "steps": side.steps, "draws": side.draws}


if __name__ == "__main__":
    serve(lambda **case: answers(Side(**case)))
