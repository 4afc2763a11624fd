"""The picture of the limits study."""
from matplotlib.figure import Figure
def draw(points): return Figure()
