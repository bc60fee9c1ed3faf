"""The board adds up: every light in one column, every item counted once, totals equal to their rows."""

from luoshi.boards.lights import columns, compose
from luoshi.clock.lights import PACES, TIMES, Light, Scheme
from luoshi.ledger.queries import UnitLight
from luoshi.rulebook import shipped
from luoshi.rulebook.shapes import SchemeRule


def jining() -> Scheme:
    rule = shipped.shipped()["scheme", "jining"].rule
    assert isinstance(rule, SchemeRule)
    return rule.scheme


NAMES = {1: "县教育局", 2: "县财政局", 3: "县林业局"}


def test_every_light_of_the_scheme_has_exactly_one_column() -> None:
    lights = [light for column in columns(jining()) for light in column.lights]
    assert len(lights) == len(set(lights)) == len(TIMES) * len(PACES)


def test_columns_go_from_the_worst_light_to_the_best_and_end_with_those_apart() -> None:
    shown = columns(jining())
    running = [column.shown.level for column in shown if column.is_running]
    assert running == sorted(running, reverse=True)
    assert [column.is_running for column in shown] == sorted((c.is_running for c in shown), reverse=True)


def test_rows_add_up_to_the_totals_and_the_unit_in_most_trouble_stands_first() -> None:
    board = compose(
        [
            UnitLight(1, Light("normal"), 5),
            UnitLight(1, Light("normal", "ahead"), 1),
            UnitLight(1, Light("done"), 7),
            UnitLight(2, Light("severe"), 2),
            UnitLight(2, Light("suspended"), 1),
        ],
        NAMES,
        jining(),
    )
    assert [row.name for row in board.rows] == ["县财政局", "县教育局"]
    assert [row.running for row in board.rows] == [2, 6]
    assert board.running == 8
    for index in range(len(board.columns)):
        assert board.totals[index] == sum(row.counts[index] for row in board.rows)
    assert sum(board.totals) == 16


def test_a_unit_that_is_no_more_keeps_its_line() -> None:
    board = compose([UnitLight(9, Light("late"), 1)], NAMES, jining())
    assert board.rows[0].name == "9"


def test_a_day_without_items_gives_an_empty_board() -> None:
    board = compose([], NAMES, jining())
    assert board.rows == ()
    assert board.running == 0
