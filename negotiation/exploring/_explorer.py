"""The explorer: sliders and checkboxes on one side, the chart and the answers on the other."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from typing import Any

from negotiation.actors import Scenario
from negotiation.errors import InvalidValueError, MissingDependencyError, NegotiationError
from negotiation.exploring._levers import Lever, levers, moved, step
from negotiation.exploring._view import answers, askable, chosen, drawn

_AS_NAMES = ("tex2jax_ignore", "mathjax_ignore")
"""A dollar sign in a name is a dollar sign, and no formula begins with it."""


class Explorer:
    """A scenario's numbers under sliders, and what the theories select as they move.

    `explore` makes one.

    Parameters
    ----------
    scenario : Scenario
    concepts : iterable of str
        The solution concepts ticked at the beginning.

    Attributes
    ----------
    sliders : dict
        ``{(actor, issue): slider}``, with ``None`` in the place of the issue for what walking
        away is worth.
    boxes : dict
        ``{concept: checkbox}``.
    widget : ipywidgets.Widget
        All of it, to be put in a layout of your own.
    scenario : Scenario
        The scenario as the sliders stand.
    comparison : Comparison
        What the ticked concepts select in it.
    axes : matplotlib.axes.Axes
        The chart that is shown.
    """

    def __init__(self, scenario: Scenario, concepts: Iterable[str]) -> None:
        kit = _kit()
        self._given = scenario
        self._levers = levers(scenario)
        ticked = chosen(concepts)
        self.sliders = {lever.key: _slider(kit, lever) for lever in self._levers}
        self.boxes = {
            name: kit.Checkbox(value=name in ticked, description=name, indent=False)
            for name in askable()
        }
        self._picture = kit.Image(format="png", layout=kit.Layout(max_width="100%"))
        self._answers = kit.HTML()
        self._still = False
        self.redraw()
        self.widget = self._laid_out(kit)
        for control in (*self.sliders.values(), *self.boxes.values()):
            control.observe(self.redraw, names="value")

    def move(
        self,
        actor: str,
        *,
        worth: float | None = None,
        weights: Mapping[str, float] | None = None,
    ) -> None:
        """Move sliders of one actor by code, as dragging them does.

        Parameters
        ----------
        actor : str
        worth : float, optional
            What walking away is worth to it.
        weights : mapping, optional
            ``{issue: weight}`` for the weights that move.

        Raises
        ------
        UnknownNameError
            If there is no such actor or issue.
        InvalidValueError
            If a number lies beyond the ends of its slider.
        """
        given = dict(weights or {})
        values: dict[tuple[str, str | None], float] = {(actor, k): x for k, x in given.items()}
        if worth is not None:
            values[actor, None] = worth
        self._set({key: float(value) for key, value in values.items()})

    def reset(self) -> None:
        """Put every slider back to where the scenario has it."""
        self._set({lever.key: lever.value for lever in self._levers})

    def redraw(self, _change: Any = None) -> None:
        """Compute and draw for the sliders as they stand."""
        if self._still:
            return
        try:
            self.scenario = moved(
                self._given, {key: slider.value for key, slider in self.sliders.items()}
            )
            names = [name for name, box in self.boxes.items() if box.value]
            self.comparison = answers(self.scenario, names)
            self.axes, self._picture.value = drawn(self.comparison)
        except NegotiationError as error:
            self._answers.value = f"<p>{html.escape(error.message)}</p>"
        else:
            self._answers.value = self.comparison.summary()._repr_html_()

    def _set(self, values: dict[tuple[str, str | None], float]) -> None:
        """Move sliders, and redraw once."""
        moved(self._given, values)
        for key, value in values.items():
            slider = self.sliders[key]
            if not slider.min <= value <= slider.max:
                raise InvalidValueError(
                    f"This slider goes from {slider.min:g} to {slider.max:g}.",
                    given=value,
                    actor=key[0],
                    issue=key[1],
                )
        self._still = True
        try:
            for key, value in values.items():
                self.sliders[key].value = value
        finally:
            self._still = False
        self.redraw()

    def _laid_out(self, kit: Any) -> Any:
        """Return the controls and the chart side by side, the answers below."""
        names = [actor.name for actor in self._given.actors]
        panels = [
            kit.VBox([each for key, each in self.sliders.items() if key[0] == name])
            for name in names
        ]
        back = kit.Button(description="Reset", tooltip="Back to the numbers of the scenario")
        back.on_click(lambda _button: self.reset())
        tabs = kit.Tab([*panels, kit.VBox(list(self.boxes.values()))], titles=[*names, "concepts"])
        controls = kit.VBox([tabs, back], layout=kit.Layout(flex="1 1 360px"))
        chart = kit.VBox([self._picture], layout=kit.Layout(flex="2 1 480px"))
        both = kit.Box([controls, chart], layout=kit.Layout(flex_flow="row wrap"))
        whole = kit.VBox([both, self._answers])
        for name in _AS_NAMES:
            whole.add_class(name)
        return whole

    def __repr__(self) -> str:
        ticked = ", ".join(name for name, box in self.boxes.items() if box.value)
        return (
            f"<Explorer of {self._given.name!r}: {len(self.sliders)} sliders, "
            f"concepts {ticked or 'none'}>"
        )

    def _repr_mimebundle_(self, **options: Any) -> Any:
        return self.widget._repr_mimebundle_(**options)


def _kit() -> Any:
    """Return ipywidgets."""
    try:
        import ipywidgets
    except ImportError:
        raise MissingDependencyError(
            "ng.explore needs ipywidgets: pip install 'negotiation[widgets]'"
        ) from None
    return ipywidgets


def _slider(kit: Any, lever: Lever) -> Any:
    """Return the slider of one lever."""
    return kit.FloatSlider(
        value=lever.value,
        min=lever.low,
        max=lever.high,
        step=step(lever),
        description=lever.name,
        tooltip=f"{lever.actor}: {lever.name}",
        readout_format=".4",
        style={"description_width": "11em"},
        layout=kit.Layout(width="auto"),
    )
