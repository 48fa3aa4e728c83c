"""What every test shares: hypothesis without a clock, and the same examples each time where nobody watches."""

from __future__ import annotations

import os

from hypothesis import settings

# A slow machine is no failure; and a change must not turn red on an example that its own work never met.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, database=None)
# No test leaves results behind in the user's own cache, nor finds any there.
os.environ.setdefault("PHOTODESK_CACHE", os.devnull)
settings.load_profile("ci" if os.environ.get("CI") else "here")
