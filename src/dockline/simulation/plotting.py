"""The course of the policies as a picture. matplotlib is an extra: ``pip install
dockline[simulate]``."""

from pathlib import Path

from dockline.simulation.comparing import Score

COLOURS = {
    "progressive": "#8a8f98",
    "power": "#b7791f",
    "adaptive": "#c2410c",
    "dockline": "#2563eb",
    "oracle": "#15803d",
}


class NoPlotting(Exception):
    """matplotlib is not installed."""


def draw(scores: list[Score], cap: float, path: Path) -> None:
    """Utilisation and abandoned share since the window began, of the first seed; PNG, whatever the
    path ends in. Raises NoPlotting."""
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError as why:
        raise NoPlotting("A picture needs matplotlib: pip install 'dockline[simulate]'") from why
    figure = Figure(figsize=(10, 6.5), layout="constrained")
    FigureCanvasAgg(figure)
    busy, dropped = figure.subplots(2, 1, sharex=True)
    for score in scores:
        minutes = [each[0] / 60 for each in score.trace]
        name = score.policy if score.ratio is None else f"{score.policy} {score.ratio:g}"
        colour = COLOURS.get(score.policy.partition(":")[0])
        busy.plot(minutes, [100 * each[1] for each in score.trace], label=name, color=colour)
        dropped.plot(minutes, [100 * each[2] for each in score.trace], color=colour)
    busy.set_ylabel("agents talking or wrapping up, %")
    dropped.set_ylabel("answered calls abandoned, %")
    dropped.set_xlabel("minutes")
    dropped.axhline(100 * cap, color="#b91c1c", linestyle="--", linewidth=1)
    dropped.set_ylim(0, 100 * max(3 * cap, 0.01))
    busy.set_title(f"{scores[0].world}, {scores[0].agents} agents" if scores else "")
    busy.legend(loc="lower right", ncols=3, frameon=False)
    for axes in (busy, dropped):
        axes.grid(alpha=0.25)
        axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, dpi=120, format="png")
