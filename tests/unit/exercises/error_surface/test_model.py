from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.errors import CorrigeError, explain
from pipeline.sheet.load import load_sheet

HEAD = 'title = "T"\n[[exercise]]\nid = "a"\nkind = "error-surface"\n'
PLATEAU = 'part = "plateau"\nfunction = "x^2"\nvariables = ["x"]\nstart = [1]\nlearning_rate = 0.1\nsteps = 2\n'
CURVATURE = 'part = "curvature"\neigenvalues = [-2, 1]\neigenvectors = [[1, 1], [1, -1]]\nepsilons = [0.1]\n'


@pytest.fixture
def complaint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """Load a sheet with one exercise that has these keys, and return the error without its source lines."""
    monkeypatch.chdir(tmp_path)

    def load(keys: str) -> str:
        Path("s.toml").write_text(HEAD + keys, encoding="utf-8")
        with pytest.raises(CorrigeError) as caught:
            load_sheet(Path("s.toml"))
        return explain(caught.value).splitlines()[0].removeprefix("error: ")

    return load


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("start = [1]", "start = [1, 2]", "s.toml:8:9: start has 2 numbers for 1 variable"),
        ("start = [1]\n", "", "s.toml:2:3: the key 'start' is missing"),
        ("steps = 2", "steps = 5000", "s.toml:10:9: steps must not be larger than 1000"),
        ("steps = 2", "steps = 0", "s.toml:10:9: steps must be a whole number from 1 on, not 0"),
        ("learning_rate = 0.1", "learning_rate = 0", "s.toml:9:17: learning_rate must be positive"),
        ('"x^2"', '"x^2 + y"', "s.toml:6:19: unknown name 'y' in function"),
        ('["x"]', '["k"]', "s.toml:7:14: 'k' cannot be in variables[0]: it is the number of a step"),
        ('["x"]', '["sigma"]', "s.toml:7:14: 'sigma' cannot be in variables[0]: it is the sigmoid function"),
        (
            "steps = 2",
            "name = '\\eta'\nsteps = 2",
            r"s.toml:10:8: the function cannot be called '\eta', which means something else here",
        ),
        (
            "steps = 2",
            'name = "g\'"\nsteps = 2',
            "s.toml:10:8: the function cannot be called 'g'': a prime stands for a derivative",
        ),
        ('["x"]', '["x", "x"]', "s.toml:7:13: the variable 'x' stands twice in variables"),
        ("steps = 2", "epsilons = [1]\nsteps = 2", "s.toml:10:1: the key 'epsilons' does not belong to part 'plateau'"),
        (
            "steps = 2",
            'name = "x"\nsteps = 2',
            "s.toml:10:8: the function cannot be called 'x', which means something else here",
        ),
        ("steps = 2", "about = 3\nsteps = 2", "s.toml:10:9: about must be text in quotes, not 3"),
        ("plateau", "slope", "s.toml:5:8: part cannot be 'slope'"),
    ],
)
def test_a_mistake_in_a_plateau_is_one_sentence_with_its_place(
    complaint: Callable[[str], str], old: str, new: str, sentence: str
) -> None:
    """A wrong key of part plateau is named with line and column."""
    assert complaint(PLATEAU.replace(old, new)) == sentence


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            "[1, -1]]",
            "[1, 2]]",
            "s.toml:7:25: eigenvectors 1 and 2 are not orthogonal: their scalar product is 3",
        ),
        ("[1, -1]]", "[0, 0]]", "s.toml:7:25: eigenvectors[1] is zero, which no eigenvector is"),
        ("[[1, 1], [1, -1]]", "[[1, 1]]", "s.toml:7:16: eigenvectors has 1 row for 2 eigenvalues"),
        ("[[1, 1], [1, -1]]", "[[1], [1]]", "s.toml:7:17: eigenvectors[0] has 1 entry; an eigenvector here has 2"),
        ("[0.1]", "[0.1, -1]", "s.toml:8:18: epsilons[1] must be positive"),
        ("[0.1]", "[1, 2, 3, 4, 5, 6, 7]", "s.toml:8:12: epsilons has 7 numbers, more than 6"),
        (
            "epsilons", 'name = "H"\nepsilons',
            "s.toml:8:8: the function cannot be called 'H', which means something else here",
        ),
        ("epsilons", "steps = 3\nepsilons", "s.toml:8:1: the key 'steps' does not belong to part 'curvature'"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_curvature_is_one_sentence_with_its_place(
    complaint: Callable[[str], str], old: str, new: str, sentence: str
) -> None:
    """A wrong key of part curvature is named with line and column; orthogonality is checked exactly."""
    assert complaint(CURVATURE.replace(old, new)) == sentence


@pytest.mark.parametrize("keys", [PLATEAU, CURVATURE])
def test_a_sheet_with_either_part_loads(tmp_path: Path, keys: str) -> None:
    """The keys of either part alone are enough."""
    path = tmp_path / "s.toml"
    path.write_text(HEAD + keys, encoding="utf-8")
    assert load_sheet(path).exercises[0].kind.name == "error-surface"
