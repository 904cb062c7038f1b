"""What a range of kilometres on a line may be, said once for every table that holds one."""

from django.db.models import CheckConstraint, F, Q
from django.db.models.functions import Round

# Above every bound, so that NaN and Infinity, which numeric sorts last, are refused by a comparison.
FARTHEST_KM = 99_999


def kilometre_constraints(noun: str) -> list[CheckConstraint]:
    """Return the named constraints of a field `km`: numeric(9,3), half-open, never empty, never endless."""
    return [
        CheckConstraint(
            name=f"{noun}_km_is_not_empty",
            condition=Q(km__isempty=False),
        ),
        CheckConstraint(
            name=f"{noun}_km_has_both_bounds",
            condition=Q(km__lower_inf=False, km__upper_inf=False),
        ),
        CheckConstraint(
            name=f"{noun}_km_is_half_open",
            condition=Q(km__lower_inc=True, km__upper_inc=False),
        ),
        CheckConstraint(
            name=f"{noun}_km_is_a_finite_length",
            condition=Q(km__startswith__gte=0, km__endswith__lte=FARTHEST_KM),
        ),
        CheckConstraint(
            name=f"{noun}_km_is_in_whole_metres",
            condition=Q(
                km__startswith=Round(F("km__startswith"), precision=3),
                km__endswith=Round(F("km__endswith"), precision=3),
            ),
        ),
    ]
