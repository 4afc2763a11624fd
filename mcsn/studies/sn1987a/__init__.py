"""SN 1987A: the light curve of a burst beside the neutrinos of 23 February 1987.

events are what was seen, detectors by what; response and expected lead from a fluence to what should have
been seen; likelihood, with the clocks that are not known, and distributions compare the two. comparison is
all of it for one burst, plane for a scan of bursts; text and the pictures show them.

What it cannot say. A burst of mcsn begins 1 s after the bounce, with a star that is spherical, of fixed
composition and of a given heat, without accretion or convection. Of the 29 events 11 came within a second of
the first. So the events of the first second after a detector's first one are left out, which holds whatever
the offset of its clock; what the choice does is shown beside it, with a later cut and with all events, as if
the burst began with the bounce. Likelihoods are of this star, and of the flavours that its burst has.
"""

from mcsn.studies.sn1987a.comparison import DISTANCE_KPC, Study, study

__all__ = ["DISTANCE_KPC", "Study", "study"]
