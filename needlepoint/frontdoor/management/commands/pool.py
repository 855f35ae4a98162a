"""Work the pooled numbers of the public pages out again from the committed rows, and print all of them."""

from django.core.management.base import BaseCommand

from needlepoint.knowledge.evidence import pooled, studies


class Command(BaseCommand):
    help = "Print what trials come to, side by side and taken together, worked out from the committed rows."
    requires_system_checks = []

    def add_arguments(self, parser):
        choices = [one.name.lower() for one in pooled.strata()]
        parser.add_argument(
            "people", nargs="?", choices=choices, help="whom the trials are about; all without it"
        )
        parser.add_argument(
            "--with-unconfirmed",
            action="store_true",
            help="count numbers too that are known from memory only",
        )

    def handle(self, *args, people, with_unconfirmed, **options):
        for result in pooled.results(with_unconfirmed=with_unconfirmed):
            one = result.comparison
            if people in {None, one.stratum.name.lower()}:
                self._print(result)

    def _print(self, result):
        one, total = result.comparison, result.total
        self.stdout.write(
            f"{one.key}: {one.outcome.label}; compared with: {one.comparator.label}; {one.unit.label}"
        )
        for row in result.rows:
            weight = "unconfirmed, not counted" if not row.counts else _weight(row.weight)
            self.stdout.write(f"  {row.contrast.key:8} {row.contrast.name:24} {_ranged(row.shown)}  {weight}")
        if total is None:
            self.stdout.write("  not taken together\n")
            return
        engine = total.engine
        self.stdout.write(f"  together ({total.trials} trials, {total.rows} numbers)        {_ranged(total)}")
        if total.predicted:
            self.stdout.write(f"  the next trial: {total.predicted[0]:.6f} to {total.predicted[1]:.6f}")
        self.stdout.write(
            f"  REML, Hartung-Knapp; tau2 {engine.tau2:.6f} ({engine.tau2_low:.6f} to {engine.tau2_high:.6f}), "
            f"I2 {engine.i2:.2f}%, Q {engine.q:.4f}, p {engine.q_p:.6f}"
        )
        for row in result.rows:
            if row.without:
                self.stdout.write(f"  without {row.contrast.name:24} {_ranged(row.without)}")
        self.stdout.write("")


def _ranged(one: pooled.Total | studies.Shown) -> str:
    return f"{one.value:.6f} ({one.low:.6f} to {one.high:.6f})"


def _weight(weight: float | None) -> str:
    return "" if weight is None else f"{weight:.3f}%"
