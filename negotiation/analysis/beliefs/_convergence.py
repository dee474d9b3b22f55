"""Whether chains have converged, and how many independent draws they are worth.

The figures are those of Vehtari, Gelman, Simpson, Carpenter and Bürkner, "Rank-normalization,
folding, and localization: an improved R-hat" (2021), as usually cited: chains are split in
halves, values replaced by normal scores of their ranks.
"""

from __future__ import annotations

import numpy as np

from negotiation._arrays import FloatArray


def normal_scores(draws: FloatArray) -> FloatArray:
    """Replace values by the normal scores of their ranks; ties share a rank."""
    from scipy.special import ndtri
    from scipy.stats import rankdata

    ranks = rankdata(draws.ravel()).reshape(draws.shape)
    return np.asarray(ndtri((ranks - 0.375) / (draws.size + 0.25)))


def halves(draws: FloatArray) -> FloatArray:
    """Split chains (n_chains, length) in halves, shape (2 n_chains, length // 2)."""
    half = draws.shape[1] // 2
    return np.concatenate([draws[:, :half], draws[:, draws.shape[1] - half :]])


def r_hat(draws: FloatArray) -> float:
    """Return the rank-normalised split R-hat of one quantity; 1 if it does not vary.

    Parameters
    ----------
    draws : array, shape (n_chains, length)
        At least four draws a chain.

    Returns
    -------
    float
        The larger of that of the values and that of their distances from the median.
    """
    folded = np.abs(draws - np.median(draws))
    return max(_ratio(normal_scores(halves(draws))), _ratio(normal_scores(halves(folded))))


def _ratio(chains: FloatArray) -> float:
    length = chains.shape[1]
    within = float(chains.var(axis=1, ddof=1).mean())
    between = float(chains.mean(axis=1).var(ddof=1))
    if within <= 0.0:
        return 1.0 if between <= 0.0 else np.inf
    return float(np.sqrt((length - 1) / length + between / within))


def effective_size(draws: FloatArray) -> float:
    """Return how many independent draws the chains of one quantity are worth.

    Autocorrelations are summed in pairs while these are positive, and made to fall (Geyer's
    initial monotone sequence).

    Parameters
    ----------
    draws : array, shape (n_chains, length)

    Returns
    -------
    float
        The number of draws if the quantity does not vary.
    """
    chains = normal_scores(halves(draws))
    count, length = chains.shape
    within = chains.var(axis=1, ddof=1).mean()
    if within <= 0.0:
        return float(draws.size)
    spread = within * (length - 1) / length + chains.mean(axis=1).var(ddof=1)
    covariance = _autocovariance(chains).mean(axis=0)
    correlation = 1.0 - (within * (length - 1) / length - covariance) / spread
    correlation[0] = 1.0
    pairs = correlation[: length // 2 * 2].reshape(-1, 2).sum(axis=1)
    stop = np.flatnonzero(pairs <= 0.0)
    kept = np.minimum.accumulate(pairs[: stop[0] if len(stop) else len(pairs)])
    time = max(-1.0 + 2.0 * float(kept.sum()), 1.0 / np.log10(max(draws.size, 10)))
    return float(count * length / time)


def _autocovariance(chains: FloatArray) -> FloatArray:
    """Return the autocovariances of each chain at every lag, shape (n_chains, length)."""
    length = chains.shape[1]
    size = 1 << (2 * length - 1).bit_length()
    centred = chains - chains.mean(axis=1, keepdims=True)
    power = np.abs(np.fft.rfft(centred, size, axis=1)) ** 2
    return np.asarray(np.fft.irfft(power, size, axis=1)[:, :length] / length)
