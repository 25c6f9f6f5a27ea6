"""What each article has in common with the others of its community, all taken together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import scipy.sparse as sp

from storygraph.arrays import Floats, Ints
from storygraph.communities.groups import Groups
from storygraph.pairs import compare

if TYPE_CHECKING:
    from storygraph.similarity.evidence import Evidence


@dataclass(frozen=True)
class Company:
    """Articles that have others beside them in their community and language.

    `rows`: their rows of the evidence; `one`: each of them, and `rest`: those others, as groups
    without vectors; `dots`: the inner products of the article and the sum of the others.
    """

    rows: Ints
    one: Groups
    rest: Groups
    dots: Floats


def company(labels: Ints, evidence: Evidence) -> Company:
    """The company of each article, by the `labels` of the nodes.

    Those in other languages are none: they have no words that it could share.
    """
    articles = Groups.of(evidence.matrix, evidence.days)
    kinds = int(evidence.languages.max(initial=0)) + 1
    together = labels[evidence.nodes] * kinds + evidence.languages
    group = np.unique(together, return_inverse=True)[1]
    count = len(group)
    among = sp.csr_matrix(
        (np.ones(count), (group, np.arange(count))), (int(group.max(initial=-1)) + 1, count)
    )
    whole = articles.merged(among)
    rows = np.flatnonzero(whole.size[group] > 1)
    both = sp.vstack([articles.vectors, whole.vectors], format="csr")
    articles, whole = articles.bare(), whole.bare()
    dots = compare(both, rows, count + group[rows]).sums
    one = articles.taken(rows)
    return Company(rows, one, whole.less(one, group[rows], dots), dots - one.own)
