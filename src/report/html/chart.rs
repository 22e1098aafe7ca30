//! Curves as points of a drawing.
//!
//! The drawing itself is SVG in a template, in the colours of the page, so that it
//! follows dark and light.

/// The width of the drawing in its own units.
const WIDTH: f64 = 480.0;
/// The height.
const HEIGHT: f64 = 330.0;
/// The left, top, right and bottom borders of the axes.
const LEFT: f64 = 56.0;
const TOP: f64 = 14.0;
const RIGHT: f64 = 14.0;
const BOTTOM: f64 = 46.0;

/// Points nearer than this to the last one are left out.
const NEAR: f64 = 0.5;

/// A drawing of curves over two axes.
pub(super) struct Chart {
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    pub(super) x: Axis,
    pub(super) y: Axis,
    pub(super) curves: Vec<Curve>,
    /// Whether a line from corner to corner shows where both axes are equal.
    pub(super) diagonal: bool,
}

/// An axis from `from` to `to`.
pub(super) struct Axis {
    pub(super) name: &'static str,
    from: f64,
    to: f64,
    step: f64,
    percent: bool,
}

/// A line through points.
pub(super) struct Curve {
    pub(super) name: String,
    /// The class of its colour and dashes.
    pub(super) colour: usize,
    /// "x,y x,y …"
    pub(super) line: String,
    /// The outline of the intervals around the line.
    pub(super) band: Option<String>,
    pub(super) dots: Vec<Dot>,
}

/// A point that says what it is when pointed at.
pub(super) struct Dot {
    pub(super) x: String,
    pub(super) y: String,
    pub(super) hint: String,
}

/// A place on an axis.
pub(super) struct Tick {
    pub(super) at: String,
    pub(super) text: String,
}

impl Axis {
    /// Shares from 0 to `to`, in per cent.
    pub(super) fn shares(name: &'static str, to: f64) -> Self {
        Self {
            percent: true,
            ..Self::numbers(name, 0.0, to)
        }
    }

    /// Numbers from about `from` to about `to`, with four to ten steps of 1, 2 or 5.
    pub(super) fn numbers(name: &'static str, from: f64, to: f64) -> Self {
        let length = if to > from { to - from } else { 1.0 };
        let power = libm::pow(10.0, libm::floor(libm::log10(length / 5.0)));
        let steps = [1.0, 2.0, 5.0, 10.0].map(|step| step * power);
        let step = (steps.into_iter())
            .find(|step| length / step <= 6.0)
            .unwrap_or(length);
        Self {
            name,
            // A hair of tolerance, so that a bound on a step stays there.
            from: libm::floor(from / step + 1e-9) * step,
            to: libm::ceil((from + length) / step - 1e-9) * step,
            step,
            percent: false,
        }
    }

    /// Where a value lies, from 0 to 1.
    fn place(&self, value: f64) -> f64 {
        ((value - self.from) / (self.to - self.from)).clamp(0.0, 1.0)
    }

    fn ticks(&self, at: impl Fn(f64) -> f64) -> Vec<Tick> {
        let n = libm::round((self.to - self.from) / self.step) as usize;
        let value = |tick: usize| self.from + tick as f64 * self.step;
        (0..=n)
            .map(|tick| Tick {
                at: number(at(value(tick))),
                text: self.text(value(tick)),
            })
            .collect()
    }

    fn text(&self, value: f64) -> String {
        let (value, step) = match self.percent {
            true => (100.0 * value, 100.0 * self.step),
            false => (value, self.step),
        };
        let digits = libm::ceil(-libm::log10(step) - 1e-9).max(0.0) as usize;
        let sign = if self.percent { " %" } else { "" };
        format!("{value:.digits$}{sign}")
    }
}

impl Chart {
    /// Adds a line through points (x, y).
    pub(super) fn curve(&mut self, name: &str, colour: usize, points: &[(f64, f64)]) -> &mut Curve {
        let mut line = String::new();
        let mut last: Option<(f64, f64)> = None;
        for (place, &(x, y)) in points.iter().enumerate() {
            let (x, y) = (self.left(x), self.top(y));
            let near = last.is_some_and(|(a, b)| (x - a).abs() < NEAR && (y - b).abs() < NEAR);
            if near && place + 1 < points.len() {
                continue;
            }
            line += &format!("{},{} ", number(x), number(y));
            last = Some((x, y));
        }
        self.curves.push(Curve {
            name: name.to_owned(),
            colour,
            line: line.trim_end().to_owned(),
            band: None,
            dots: Vec::new(),
        });
        let last = self.curves.len() - 1;
        &mut self.curves[last]
    }

    /// Points that say what they are, (x, y, hint).
    pub(super) fn dots(&self, points: impl IntoIterator<Item = (f64, f64, String)>) -> Vec<Dot> {
        let dot = |(x, y, hint)| Dot {
            x: number(self.left(x)),
            y: number(self.top(y)),
            hint,
        };
        points.into_iter().map(dot).collect()
    }

    /// The outline of intervals (x, low, high).
    pub(super) fn band(&self, intervals: &[(f64, f64, f64)]) -> String {
        let low = intervals.iter().map(|&(x, low, _)| (x, low));
        let high = intervals.iter().rev().map(|&(x, _, high)| (x, high));
        let corner = |(x, y)| format!("{},{}", number(self.left(x)), number(self.top(y)));
        low.chain(high).map(corner).collect::<Vec<_>>().join(" ")
    }

    fn left(&self, x: f64) -> f64 {
        LEFT + self.x.place(x) * (WIDTH - LEFT - RIGHT)
    }

    fn top(&self, y: f64) -> f64 {
        HEIGHT - BOTTOM - self.y.place(y) * (HEIGHT - TOP - BOTTOM)
    }

    pub(super) fn x_ticks(&self) -> Vec<Tick> {
        self.x.ticks(|value| self.left(value))
    }

    pub(super) fn y_ticks(&self) -> Vec<Tick> {
        self.y.ticks(|value| self.top(value))
    }

    /// From the corner of both least values to that of both greatest.
    pub(super) fn corners(&self) -> String {
        let (left, top) = (number(LEFT), number(TOP));
        let (right, bottom) = (number(WIDTH - RIGHT), number(HEIGHT - BOTTOM));
        format!("{left},{bottom} {right},{top}")
    }
}

/// A tenth of a unit is finer than the eye.
fn number(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").unwrap_or(&text).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(x: Axis, y: Axis) -> Chart {
        Chart {
            id: "test",
            title: "test",
            x,
            y,
            curves: Vec::new(),
            diagonal: false,
        }
    }

    fn texts(ticks: &[Tick]) -> Vec<&str> {
        ticks.iter().map(|tick| tick.text.as_str()).collect()
    }

    #[test]
    fn ticks_are_round_numbers_around_the_values() {
        let chart = chart(
            Axis::numbers("rows", 0.0, 8_000.0),
            Axis::numbers("score", 0.43, 0.71),
        );
        assert_eq!(
            texts(&chart.x_ticks()),
            ["0", "2000", "4000", "6000", "8000"]
        );
        // 0.28 in steps of 0.05 would be 5.6 of them.
        assert_eq!(
            texts(&chart.y_ticks()),
            [
                "0.40", "0.45", "0.50", "0.55", "0.60", "0.65", "0.70", "0.75"
            ]
        );
    }

    #[test]
    fn shares_are_percent() {
        let chart = chart(Axis::shares("coverage", 1.0), Axis::shares("errors", 0.03));
        assert_eq!(
            texts(&chart.x_ticks()),
            ["0 %", "20 %", "40 %", "60 %", "80 %", "100 %"]
        );
        assert_eq!(
            texts(&chart.y_ticks()),
            [
                "0.0 %", "0.5 %", "1.0 %", "1.5 %", "2.0 %", "2.5 %", "3.0 %"
            ]
        );
    }

    #[test]
    fn points_lie_between_the_borders() {
        let mut chart = chart(Axis::shares("x", 1.0), Axis::shares("y", 1.0));
        // The axes are 410 wide and 270 high.
        let line = &chart
            .curve("all", 0, &[(0.0, 0.0), (0.5, 0.5), (1.0, 1.0)])
            .line;
        assert_eq!(line, "56,284 261,149 466,14");
        assert_eq!(chart.corners(), "56,284 466,14");
    }

    #[test]
    fn points_too_near_to_be_seen_are_left_out() {
        let mut chart = chart(Axis::shares("x", 1.0), Axis::shares("y", 1.0));
        let points: Vec<(f64, f64)> = (0..=100_000).map(|i| (f64::from(i) * 1e-5, 1.0)).collect();
        let line = &chart.curve("all", 0, &points).line;
        assert!(line.split(' ').count() < 900);
        assert!(line.ends_with(" 466,14"));
    }
}
