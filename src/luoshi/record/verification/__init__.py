"""Proof that rows, log, files and private values are whole, or the first place where they are not."""

from luoshi.record.verification._earlier import verify_earlier
from luoshi.record.verification._report import AnchorResult, Finding, Report
from luoshi.record.verification._verify import verify

__all__ = ["AnchorResult", "Finding", "Report", "verify", "verify_earlier"]
