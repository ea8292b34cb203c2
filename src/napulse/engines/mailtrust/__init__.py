"""Whether a letter really comes from the brand it names.

`assess(raw, policies, context)` is the whole of it: pure, deterministic, never raising. Policies
are data (`load_policy`, `shipped_policies`), compiled once into a `PolicySet`.
"""

from napulse.engines.mailtrust.assess import PolicySet, assess
from napulse.engines.mailtrust.lint import lint_policy
from napulse.engines.mailtrust.loading import load_policy, shipped_policies
from napulse.engines.mailtrust.messages import MESSAGES, message_codes
from napulse.engines.mailtrust.model import Context, Report, Verdict
from napulse.engines.mailtrust.policy import Policy, PolicyError, Problem
from napulse.engines.mailtrust.report_json import report_json

__all__ = [
    "MESSAGES",
    "Context",
    "Policy",
    "PolicyError",
    "PolicySet",
    "Problem",
    "Report",
    "Verdict",
    "assess",
    "lint_policy",
    "load_policy",
    "message_codes",
    "report_json",
    "shipped_policies",
]
