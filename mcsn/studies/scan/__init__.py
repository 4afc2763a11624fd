"""Scans: a scenario over the values of some of its keys, and the contours of what it finds.

points is what a scan consists of, folder where it lies, run how it is done; contours are where a quantity
crosses a level, adaptive the points that they need; lines are the analytic ones beside them, summary and
picture what comes out.
"""
