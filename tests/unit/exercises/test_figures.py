import pickle

from pipeline.exercises.figures import LaterPoints, Series


def test_points_are_computed_when_somebody_looks_at_them() -> None:
    """A page without the picture takes no time for its curve; one with it takes it once."""
    calls: list[str] = []

    def find() -> list[tuple[float, float]]:
        calls.append("found")
        return [(0.0, 1.0), (1.0, 0.5)]

    series = Series("loss", LaterPoints(find))
    assert not calls
    assert [y for _, y in series.points] == [1.0, 0.5]
    assert series.points[1] == (1.0, 0.5)
    assert calls == ["found"]


def test_points_computed_later_are_worth_the_same() -> None:
    """Equal to a tuple of them, of its hash and its text, and a tuple in another process."""
    points = ((0.0, 1.0), (1.0, 0.5))
    later = LaterPoints(lambda: points)
    assert Series("loss", later) == Series("loss", points)
    assert hash(Series("loss", later)) == hash(Series("loss", points))
    assert repr(Series("loss", later)) == repr(Series("loss", points))
    assert pickle.loads(pickle.dumps(later)) == points
    assert later != LaterPoints(lambda: points[:1])
