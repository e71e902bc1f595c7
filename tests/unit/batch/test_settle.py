from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from pipeline.batch.job import Drawn
from pipeline.batch.roster import Student, numbered
from pipeline.batch.settle import Earlier, Settled, entries_of, settle
from pipeline.batch.space import Space
from pipeline.batch.statement import Statements
from pipeline.errors import ComputationError, LockError, explain
from pipeline.exercises.work import work_of
from pipeline.parameters import draw_parameters
from pipeline.parameters.acceptance import Acceptance
from pipeline.parameters.lock import Lock
from pipeline.sheet.load import load_sheet
from tests.unit.batch.conftest import Load

A = "[exercise.parameters]\na = { default = 1, range = [1, 9] }\n"
BOTH = "[exercise.parameters]\na = { default = 1, range = [1, 3] }\nb = { default = 2, choice = [2, 4] }\n"
NOTHING = Earlier(None, {})


def _settle(
    statements: Statements, students: Sequence[Student], earlier: Earlier = NOTHING, seed: int = 0
) -> list[Settled]:
    def draw(ids: Sequence[str]) -> Mapping[str, Drawn]:
        drawn = {}
        for identity in ids:
            variant = draw_parameters(statements.acceptance.sheet, seed, identity, statements.acceptance)
            drawn[identity] = Drawn(identity, variant, statements.of_sheet(variant))
        return drawn

    return settle(statements, seed, students, earlier, draw)


def _lock(statements: Statements, settled: Sequence[Settled], seed: int = 0) -> Lock:
    keys = {one.student.id: "k" for one in settled}
    return Lock("s", "", seed).with_entries(entries_of(statements, settled, keys))


def test_the_statement_alone_is_posed_as_in_the_solved_exercise(root: Path) -> None:
    """What a kind poses without solving gives the problem that the solved exercise shows, in every kind that can."""
    sheet = load_sheet(root / "sheets" / "assignment-03.toml")
    assert any(exercise.kind.pose for exercise in sheet.exercises)
    statements = Statements(Acceptance(sheet))
    for exercise in sheet.exercises:
        values = draw_parameters(sheet, 0, "5").values[exercise.id]
        solved = replace(exercise, kind=replace(exercise.kind, pose=None))
        posed = statements.of_exercise(exercise, values)
        assert Statements(Acceptance(sheet)).of_exercise(solved, values) == posed


def test_one_possible_variant_and_two_students_are_refused(load: Load) -> None:
    """A sheet that draws nothing has one variant, and a parameter that no problem shows makes no second one."""
    nothing = load(e=("x^2 + y^2", ""))
    with pytest.raises(
        ComputationError, match="^the space is too small: the sheet has at most 1 distinct variant, and 2"
    ):
        _settle(nothing, numbered(2).students)
    hidden = load(e=("x^2 + y^2 + 0*a", A))
    assert len(_settle(hidden, numbered(1).students)) == 1
    with pytest.raises(
        ComputationError, match="^the space is too small: the sheet has 1 distinct variant, and 2 are asked"
    ):
        _settle(hidden, numbered(2).students)


@pytest.mark.parametrize("count", [5, 6])
def test_every_variant_of_a_small_space_can_be_given_away(load: Load, count: int) -> None:
    """As many students as there are variants all get one of their own."""
    statements = load(e=("a*x^2 + b*y^2", BOTH))
    settled = _settle(statements, numbered(count).students)
    assert len({one.statement for one in settled}) == count


def test_small_spaces_of_several_exercises_are_given_away_wholly(load: Load) -> None:
    """Also where only a combination over several exercises and a shared parameter is left."""
    shared = "[parameters]\ns = { default = 1, choice = [1, 2] }\n"
    statements = load(d=("s*x^2 + a*y^2", A.replace("9", "2")), e=("x^2 + a*y^2", A.replace("9", "2") + shared))
    assert Space(statements).size(0).exact == 8
    assert len({one.statement for one in _settle(statements, numbered(8).students)}) == 8
    with pytest.raises(ComputationError, match="the sheet has at most 8 distinct variants, and 9 are asked for"):
        _settle(statements, numbered(9).students)


def test_who_comes_first_keeps_the_draw(load: Load) -> None:
    """Of two students whose draws are alike, the second one in the roster draws again, and nobody else does."""
    statements = load(e=("a*x^2 + y^2", A))
    students = numbered(6).students
    alone = {one.id: draw_parameters(statements.acceptance.sheet, 0, one.id).values for one in students}
    taken: set[object] = set()
    for one in _settle(statements, students):
        assert one.variant is not None
        drawn = alone[one.student.id]["e"]["a"]
        assert one.variant.values["e"]["a"] == drawn or drawn in taken
        taken.add(one.variant.values["e"]["a"])
    assert len(taken) == 6


def test_the_lock_keeps_what_was_given_away(load: Load) -> None:
    """New students, another order and a smaller roster leave everybody in the lock as they were."""
    statements = load(e=("a*x^2 + y^2", A))
    first = _settle(statements, numbered(5).students)
    lock = _lock(statements, first)
    students = [Student("new", "new"), *reversed(numbered(5).students)]
    again = {one.student.id: one for one in _settle(statements, students, Earlier(lock, {}))}
    assert all(again[one.student.id].variant == one.variant for one in first)
    assert again["new"].statement not in {one.statement for one in first}
    few = _settle(statements, [Student("z", "z")], Earlier(lock, {}))
    assert few[0].statement not in {one.statement for one in first}


def test_a_lock_whose_problems_read_otherwise_is_refused_unless_accepted(load: Load) -> None:
    """A changed function is not built from an old lock unawares."""
    lock = _lock(statements := load(e=("a*x^2 + y^2", A)), _settle(statements, numbered(2).students))
    changed = load(e=("a*x^2 + 2*y^2", A))
    with pytest.raises(LockError, match="^the problems of variant '1' are not those of the lock any more$"):
        _settle(changed, numbered(2).students, Earlier(lock, {}))
    settled = _settle(changed, numbered(2).students, Earlier(lock, {}, "accept"))
    assert [one.variant and one.variant.values["e"] for one in settled] == [
        {"a": Fraction(lock.entries[name].parameters["e"]["a"])} for name in ("1", "2")
    ]


def test_no_sheet_of_an_earlier_lock_comes_again(load: Load) -> None:
    """Statements of another lock file are given away already, whatever its seed."""
    statements = load(e=("a*x^2 + y^2", A))
    last = _lock(statements, _settle(statements, numbered(4).students, seed=9), 9)
    earlier = Earlier(None, {"last.lock": last})
    settled = _settle(statements, numbered(5).students, earlier)
    assert not {one.statement for one in settled} & {entry.statement for entry in last.entries.values()}
    with pytest.raises(ComputationError, match="5 distinct variants, besides the 4 of earlier locks, and 6 are asked"):
        _settle(statements, numbered(6).students, earlier)
    with pytest.raises(LockError, match="variant '1' of the lock has the same problems as variant '1' of last.lock"):
        _settle(statements, numbered(1).students, Earlier(last, {"last.lock": last}))


def test_adding_students_changes_no_other_draw_in_a_wide_space(load: Load) -> None:
    """Where no two draws are alike, everybody has the draw of their own id, wherever they stand."""
    wide = "[exercise.parameters]\na = { default = 1, range = [1, 1000000] }\n"
    statements = load(e=("a*x^2 + y^2", wide))
    few = {one.student.id: one.variant for one in _settle(statements, numbered(5).students)}
    many = {one.student.id: one.variant for one in _settle(statements, numbered(12).students[::-1])}
    assert {name: many[name] for name in few} == few


def test_the_space_is_counted_exactly_after_the_constraints(load: Load) -> None:
    """Constraints on parameters and on answers are taken into account, and problems that look alike count once."""
    even = 'require = ["integer(critical_points[*].at[*])"]\n'
    statements = load(d=("x^2 - a*x + y^2", even + A), e=("x^2 + y^2 + 0*a", A))
    size = Space(statements).size(0)
    assert (size.exact, size.drawings) == (4, 81)
    assert [(one.id, one.drawings, one.distinct) for one in size.exercises] == [("d", 9, 4), ("e", 9, 1)]


def test_a_space_too_wide_to_count_is_estimated(load: Load) -> None:
    """The number of drawings times the share that the constraints allow; here one half."""
    wide = "[exercise.parameters]\na = { default = 1, range = [1, 1000000] }\n"
    size = Space(load(e=("a*x^2 + y^2", 'require = ["a <= 500000"]\n' + wide))).size(0)
    assert size.exact is None
    assert 400_000 < size.estimate < 600_000


def test_equal_work_keeps_the_band(load: Load) -> None:
    """With equal_work, every variant takes the rules and about the steps and digits of the published one."""
    wide = "[exercise.parameters]\na = { default = 12, range = [0, 299] }\n"
    statements = load("equal_work = true\n", e=("a*x^2 + y^2 - 2*a*x", wide))
    [exercise] = statements.acceptance.sheet.exercises
    published = work_of(statements.acceptance.solution(exercise, exercise.defaults))
    for one in _settle(statements, numbered(4).students):
        assert one.variant is not None
        assert work_of(statements.acceptance.solution(exercise, one.variant.values["e"])).is_like(published)


def test_the_estimate_holds_where_constraints_are_rare_or_over_several_exercises(load: Load) -> None:
    """A share of 1 in 200 and one over two exercises are estimated from a sample, and none at all is exactly none."""
    wide = "[exercise.parameters]\na = { default = 5, range = [1, 300], step = 0.001 }\n"
    rare = 'require = ["integer(10*a)", "critical_points[0].at[0] > 150"]\n' + wide
    size = Space(load(e=("a*x^2 + y^2 - 2*a^2*x", rare))).size(0)
    assert size.exact is None
    assert 0.002 < size.share < 0.009
    both = dict.fromkeys(("d", "e"), ("a*x^2 + y^2", wide))
    size = Space(load('require = ["d.a < e.a"]\n', **both)).size(0)
    assert 0.4 < size.share < 0.6
    shared = "[exercise.parameters]\n[parameters]\ns = { default = 1, range = [1, 3] }\n"
    none = Space(load('require = ["s > 3"]\n', e=("s*x^2 + y^2", shared))).size(0)
    assert (none.exact, none.exercises[0].distinct) == (0, 0)


def test_a_path_that_leads_nowhere_is_told(load: Load) -> None:
    """Where no draw has the entry that a constraint asks for, the error says so."""
    sheet = load(e=("a*x^2 + y^2", 'require = ["critical_points[3].minors[0] > 0"]\n' + A)).acceptance.sheet
    with pytest.raises(ComputationError) as caught:
        draw_parameters(sheet, 0, "1")
    told = "critical_points[3].minors[0] > 0 (critical_points[3].minors[0] has no value) refused 500 (100.0%)"
    assert told in explain(caught.value)
