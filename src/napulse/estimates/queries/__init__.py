"""Reads of estimates, one module per noun."""

from napulse.estimates.queries.rates import Rates, rate_in_force, rates_on

__all__ = ["Rates", "rate_in_force", "rates_on"]
