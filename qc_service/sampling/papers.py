"""How many papers must be checked for which claim: asked before the night."""

from qc_service.sampling.bounds import DEFAULT_PRIOR, Prior, Sample, ppr_upper


def papers_needed(
    papers: int, claim: float, errors: int = 0, risk: float = 0.05, prior: Prior = DEFAULT_PRIOR
) -> int | None:
    """Give the fewest checked papers with which `errors` found still allow to claim a share.

    The claim: at most the share `claim` of all papers is misread, at this risk, at any time. None
    where even checking every paper would not allow it.
    """
    allowed = int(claim * papers)

    def enough(checked: int) -> bool:
        return ppr_upper(Sample(papers, checked, errors), risk, prior) <= allowed

    low, high = errors, papers
    if errors > papers or not enough(high):
        return None
    # Each paper more without an error can only lower the bound.
    while low < high:
        middle = (low + high) // 2
        if enough(middle):
            high = middle
        else:
            low = middle + 1
    return low
