"""How long everyone trains on a budget of simulations: a rule, the same for every method and task."""

from innverse.training import LEAST_BATCH, Training, batch_for

UPDATES = 8000
FEWEST_EPOCHS, MOST_EPOCHS = 40, 100


def schedule(
    simulations: int, learning_rate: float, epochs: int | None = None, least_batch: int = LEAST_BATCH
) -> Training:
    """One epoch is one pass over the training pairs, in about 200 batches; 8000 updates, within 40 to 100 epochs.

    Few pairs are passed over more often, in smaller batches; the weights of the best held-out loss are kept, and
    twenty passes without a better one end the training.

    Args:
        simulations: the budget; a twentieth of it is held out of the training to choose the best weights.
        learning_rate: peak of the schedule.
        epochs: instead of the rule's.
        least_batch: what the method needs; the number of updates does not change with it.

    >>> [(t.batch, t.steps_per_epoch, t.epochs) for t in (schedule(n, 1e-3) for n in (1000, 10_000, 100_000))]
    [(50, 19, 100), (50, 190, 42), (500, 190, 42)]
    """
    held_out = Training().held_out
    batch = batch_for(simulations, UPDATES)
    steps = max(1, round(simulations * (1 - held_out) / batch))
    return Training(
        epochs=epochs or min(max(round(UPDATES / steps), FEWEST_EPOCHS), MOST_EPOCHS),
        steps_per_epoch=steps,
        batch=max(batch, least_batch),
        learning_rate=learning_rate,
    )
