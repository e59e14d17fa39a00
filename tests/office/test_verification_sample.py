"""The verification sample: claims drawn by a published rule."""

from chalicelib.ledger.sqlite import SqliteLedger
from chalicelib.payments import lines as payment_run
from office import verification_sample
from tests.support.office import month as spent_month
from tests.support.office.month import MONTH


class TestSample:
    """Anyone can draw it again, and nobody can know it beforehand."""

    def test_it_draws_so_many_of_each_provider_and_none_that_was_taken_back(self, sqlite: SqliteLedger) -> None:
        spent = spent_month.spent(sqlite)
        lines = list(payment_run.payment_lines(sqlite, spent.register, MONTH))
        drawn = verification_sample.draw_sample(lines, "s", 9)
        assert len(drawn) == 8
        assert spent.claims[0] not in {line.claim_id for line in drawn}

    def test_those_drawn_have_the_least_hashes(self, sqlite: SqliteLedger) -> None:
        spent = spent_month.spent(sqlite)
        lines = list(payment_run.payment_lines(sqlite, spent.register, MONTH))
        drawn = {line.claim_id for line in verification_sample.draw_sample(lines, "s", 1)}
        for provider in {line.provider for line in lines}:
            standing = [one.claim_id for one in lines if one.provider == provider and one.claim_id != spent.claims[0]]
            assert min(standing, key=lambda one: verification_sample.rank("s", one)) in drawn
