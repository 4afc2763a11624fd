"""The events that a burst makes in a detector."""

from mcsn.studies.detect.expectation import Expectation, expect
from mcsn.studies.detect.picture import event_picture
from mcsn.studies.detect.text import expectation_facts, expectation_text

__all__ = ["Expectation", "event_picture", "expect", "expectation_facts", "expectation_text"]
