"""What to do next, as the lines of a verdict say it."""

TRAIN_LONGER = "train longer (`epochs` of the training, 40 when left out), or on more simulations"
GO_ON = "continue with `--resume`, in Python by the same call where it has a checkpoint; otherwise train anew"
HOLD_OUT_MORE = "hold out 400 pairs (`[data] held_out = 400`, in Python `pairs.split(400)`), or simulate more"
LOOK_AT_MORE = (
    "check more (`[check] measurements` and `draws`, in Python `n_y` and `n_draws` of `diagnose`), with as many pairs "
    "held out"
)
CORRECT = f"{TRAIN_LONGER}; with a known likelihood `posterior.refine`, with pairs alone `innverse.recalibrate`"
RUN_MORE_AGAIN = (
    "run draws of more measurements again (`[check] resimulated`, in Python `n_resimulated` of `diagnose`), with as "
    "many pairs held out"
)
