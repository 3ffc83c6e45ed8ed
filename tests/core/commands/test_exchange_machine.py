"""The exchange as a state machine: loss, reorder, duplication, mixing, restores, clock jumps (issue: fuzzing)."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.simulator.exchange_machine import machine
from tests.simulator.exchange_oracle import Tally
from tests.simulator.province import World

_SHORT = settings(
    max_examples=8,
    stateful_step_count=25,
    deadline=None,
    database=None,
    derandomize=True,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.fault("I01", "I02", "I03", "I22", "I23", "D14", "L01", "L02")
def test_both_sides_can_always_go_on(world: World) -> None:
    tally = Tally()
    run_state_machine_as_test(machine(world, tally), settings=_SHORT)  # type: ignore[no-untyped-call]
    assert tally.steps > 100


@pytest.mark.fuzz
def test_two_thousand_steps_run_clean(world: World) -> None:
    tally = Tally()
    made = machine(world, tally)
    chosen = settings(_SHORT, max_examples=10, stateful_step_count=100, derandomize=False)
    while tally.steps < 2_000:
        run_state_machine_as_test(made, settings=chosen)  # type: ignore[no-untyped-call]
    print(f"{tally.runs} runs, {tally.steps} steps, states seen: {tally.seen}")
