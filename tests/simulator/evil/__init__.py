"""The corpus of evil packages: named, each with its code, each delivered whole to the reception of Sở Nội vụ."""

from __future__ import annotations

from tests.simulator.evil.archives import ARCHIVES
from tests.simulator.evil.case import Evil
from tests.simulator.evil.certificates import CERTIFICATES
from tests.simulator.evil.contents import CONTENTS
from tests.simulator.evil.corners import CORNERS
from tests.simulator.evil.envelopes import ENVELOPES
from tests.simulator.evil.inner_files import INNER_FILES
from tests.simulator.evil.manifests import MANIFESTS
from tests.simulator.evil.signatures import SIGNATURES

LAYERS: dict[str, tuple[Evil, ...]] = {
    "archive": ARCHIVES,
    "manifest": MANIFESTS,
    "signature": SIGNATURES,
    "certificate": CERTIFICATES,
    "envelope": ENVELOPES,
    "content": CONTENTS,
    "inner files": INNER_FILES,
    "corners": CORNERS,
}
CORPUS: tuple[Evil, ...] = tuple(case for cases in LAYERS.values() for case in cases)
