"""Numbers without gaps."""

from django.db import models

from people.models import Side


class NumberSeries(models.Model):
    """The last number drawn of one prefix and year. A side's own series is that side's alone:
    its length tells how much the side keeps to itself."""

    prefix = models.CharField(max_length=4)
    year = models.PositiveSmallIntegerField()
    side = models.ForeignKey(Side, models.PROTECT, null=True)
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(name="one_series_a_prefix_and_year", fields=["prefix", "year"])]

    def __str__(self) -> str:
        return f"{self.prefix}-{self.year}"
