"""Second opinions on private reservation values, written from the definitions alone."""

from __future__ import annotations

import itertools

import numpy as np
from scipy.optimize import linprog


def mediated(payoffs, types, shares, *, bound, goal="gains"):
    """Return what the best mediator reaches over listed types, by one dense programme.

    Every lie is a row of its own, and so is every way of answering the proposals that follow it:
    a type that has lied may take some packages and refuse others.
    """
    payoffs = np.asarray(payoffs, dtype=float)
    m, n = payoffs.shape
    profiles = list(itertools.product(*(range(len(each)) for each in types)))
    place = {profile: k for k, profile in enumerate(profiles)}
    size = len(profiles) * m
    chance = [np.prod([shares[a][t] for a, t in enumerate(profile)]) for profile in profiles]
    aim = np.zeros(size)
    bounds = [(0.0, 1.0)] * size
    for k, profile in enumerate(profiles):
        worth = np.array([types[a][t] for a, t in enumerate(profile)])
        for x in range(m):
            gains = payoffs[x] - worth
            aim[k * m + x] = chance[k] * (gains.sum() if goal == "gains" else 1.0)
            if not bound and (gains < -1e-12).any():
                bounds[k * m + x] = (0.0, 0.0)
    rows = []
    for profile in profiles:
        row = np.zeros(size)
        row[place[profile] * m : place[profile] * m + m] = 1.0
        rows.append((row, 1.0))
    for a in range(n):
        for mine, worth in enumerate(types[a]):
            honest = told(payoffs, types, shares, (a, mine, worth), np.ones(m))
            rows.append((-honest, 0.0))
            for said in range(len(types[a])):
                answers = [np.ones(m)] if bound else itertools.product((0.0, 1.0), repeat=m)
                for taken in answers:
                    lie = told(payoffs, types, shares, (a, said, worth), np.asarray(taken))
                    rows.append((lie - honest, 0.0))
    table = np.array([row for row, _ in rows])
    answer = linprog(-aim, A_ub=table, b_ub=[limit for _, limit in rows], bounds=bounds)
    assert answer.status == 0
    return -answer.fun


def told(payoffs, types, shares, who, taken):
    """Return the coefficients of what a type expects that says it is of another."""
    own, said, worth = who
    m = len(payoffs)
    profiles = list(itertools.product(*(range(len(each)) for each in types)))
    row = np.zeros(len(profiles) * m)
    for k, profile in enumerate(profiles):
        if profile[own] == said:
            chance = np.prod([shares[a][t] for a, t in enumerate(profile) if a != own])
            row[k * m : k * m + m] = chance * taken * (payoffs[:, own] - worth)
    return row


def second_best(value_law, cost_law, points=1_500):
    """Return the largest gains from trade that private values allow, by virtual values.

    Trade takes place where the value, less a share of the buyer's information rent, exceeds the
    cost plus the same share of the seller's; the share is the least that leaves the budget
    balanced.  For regular distributions.
    """
    chances = (np.arange(points) + 0.5) / points
    v, c = value_law.ppf(chances), cost_law.ppf(chances)
    buyer_rent = value_law.sf(v) / value_law.pdf(v)
    seller_rent = cost_law.cdf(c) / cost_law.pdf(c)

    def trades(share):
        return (v - share * buyer_rent)[:, None] >= (c + share * seller_rent)[None]

    def budget(share):
        return float((trades(share) * ((v - buyer_rent)[:, None] - (c + seller_rent))).mean())

    low, high = 0.0, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (low, middle) if budget(middle) >= 0 else (middle, high)
    return float((trades(high) * (v[:, None] - c)).mean())


def midway(payoffs, named):
    """Return the package between limits: the largest of the smallest gains, by ranges."""
    unit = np.ptp(payoffs, axis=0)
    unit[unit == 0] = 1.0
    gains = (payoffs - np.asarray(named)) / unit
    least = gains.min(axis=1)
    if least.max() < -1e-9:
        return None
    tied = np.flatnonzero(least >= least.max() - 1e-9)
    return int(tied[gains[tied].sum(axis=1).argmax()])
