from collections.abc import Sequence
from dataclasses import replace

import pytest

from pipeline.batch.job import Made, Order, draw_variants, make_variants, try_variants
from pipeline.batch.statement import Statements
from pipeline.errors import TemplateError
from pipeline.publish.fingerprint import Options
from pipeline.render.page import Recipient
from tests.unit.batch.conftest import Load

A = "[exercise.parameters]\na = { default = 1, range = [1, 9] }\n"
OPTIONS = Options(("pdf", "html"), ("sheet", "solution"), 0, "0", "typst")


def _orders(statements: Statements) -> list[Order]:
    drawn = draw_variants(statements.acceptance.sheet.source, 0, ["1", "2", "3"])
    whose = Recipient("Ann & Bo", "variant", {"id": "1", "name": "Ann"})
    return [Order(one.variant, whose) for one in drawn if one.variant is not None]


def _files(made: Sequence[Made]) -> list[dict[str, bytes]]:
    assert [one.failure for one in made] == [""] * len(made)
    return [dict(one.files) for one in made]


def test_variants_made_together_are_those_made_alone(load: Load) -> None:
    """One pandoc for several variants gives the bytes that one for each gives, and no picture lies about."""
    statements = load(e=("a*x^2 + y^2 - 2*x", A))
    source, orders = statements.acceptance.sheet.source, _orders(statements)
    together = _files(make_variants(source, OPTIONS, orders))
    assert together == [_files(make_variants(source, OPTIONS, [order]))[0] for order in orders]
    documents = {"sheet.pdf", "sheet.html", "solution.pdf", "solution.html"}
    assert set(together[0]) == documents | {"numbers.json", "certificate.json"}


def test_a_variant_that_fails_takes_no_other_with_it(load: Load) -> None:
    """A wrong value in one, even where its worker meets it first, leaves the others whole."""
    statements = load(e=("a*x^2 + y^2 - 2*x", A))
    source, orders = statements.acceptance.sheet.source, _orders(statements)
    broken = replace(orders[0], variant=replace(orders[0].variant, values={"e": {}}))
    for work in (make_variants, try_variants):
        made = work(source, OPTIONS, [broken, *orders[1:]])
        assert [bool(one.failure) for one in made] == [True, False, False]
        assert "unknown name 'a' in function" in made[0].failure


def test_where_pandoc_complains_about_the_lot_each_is_converted_alone(
    load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that pandoc cannot read costs the others time, and not their documents."""
    statements = load(e=("a*x^2 + y^2 - 2*x", A))
    source, orders = statements.acceptance.sheet.source, _orders(statements)
    wanted = _files(make_variants(source, OPTIONS, orders))

    def complain(*_: object) -> None:
        raise TemplateError("pandoc cannot read a part of the page")

    monkeypatch.setattr("pipeline.typeset.documents.start_together", complain)
    assert _files(make_variants(source, OPTIONS, orders)) == wanted
