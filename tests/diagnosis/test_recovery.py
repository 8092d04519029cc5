import pytest

from innverse.diagnosis.recovery import Recovery, recovery


@pytest.mark.parametrize(
    ("share", "nats", "verdict"),
    [
        (0.96, 2.0, Recovery.PINNED_DOWN),
        (0.9, 1.0, Recovery.WELL),
        (0.5, 0.3, Recovery.PARTLY),
        (0.04, 0.04, Recovery.LOST),
        (-0.5, 0.6, Recovery.RESHAPED),
        (0.0, -0.01, Recovery.LOST),
    ],
)
def test_rules(share, nats, verdict):
    assert recovery(share, nats) is verdict
