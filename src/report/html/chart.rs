//! Curves over two axes.

use std::convert::Infallible;
use std::ops::Range;

use plotters::chart::{ChartBuilder, ChartContext};
use plotters::coord::types::RangedCoordf64;
use plotters::drawing::{DrawingAreaErrorKind, IntoDrawingArea};
use plotters::element::{PathElement, Polygon};
use plotters::prelude::Cartesian2d;
use plotters::style::{BLACK, TRANSPARENT};

use super::canvas::{self, Canvas, EQUAL, Shape};
use crate::error::{Error, Result};

/// The size of the text, in the units of the drawing.
const TEXT: i32 = 130;

/// What is to be drawn.
pub(super) struct Plan {
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    pub(super) x: Axis,
    pub(super) y: Axis,
    pub(super) lines: Vec<Line>,
    /// Whether a line from corner to corner shows where both axes are equal.
    pub(super) diagonal: bool,
}

/// An axis and how its numbers are written.
pub(super) struct Axis {
    pub(super) name: &'static str,
    pub(super) range: Range<f64>,
    pub(super) number: fn(f64) -> String,
}

/// A line through points (x, y).
pub(super) struct Line {
    pub(super) name: String,
    /// The class of its colour and dashes.
    pub(super) colour: usize,
    pub(super) points: Vec<(f64, f64)>,
    /// What each point says when pointed at; none are marked without it.
    pub(super) hints: Vec<String>,
    /// The intervals (low, high) around the points.
    pub(super) band: Option<Vec<(f64, f64)>>,
}

/// A drawing of curves over two axes.
pub(super) struct Chart {
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    pub(super) shapes: Vec<Shape>,
    pub(super) curves: Vec<Curve>,
}

/// The name of a line and its marked points.
pub(super) struct Curve {
    pub(super) name: String,
    /// The class of its colour and dashes.
    pub(super) colour: usize,
    pub(super) dots: Vec<Dot>,
}

/// A point that says what it is when pointed at.
pub(super) struct Dot {
    pub(super) at: (i32, i32),
    pub(super) hint: String,
}

/// A share in per cent, without digits that say nothing.
pub(super) fn percent(share: f64) -> String {
    format!("{} %", (1e4 * share).round() / 100.0)
}

impl Plan {
    /// The drawing, by plotters.
    ///
    /// # Errors
    ///
    /// None in practice; what plotters reports is passed on.
    pub(super) fn draw(self) -> Result<Chart> {
        let mut shapes = Vec::new();
        let curves = self.shapes(&mut shapes).map_err(|error| {
            Error::new(format!("the chart {} could not be drawn: {error}", self.id))
        })?;
        Ok(Chart {
            id: self.id,
            title: self.title,
            shapes,
            curves,
        })
    }

    fn shapes(&self, shapes: &mut Vec<Shape>) -> Drawn<Vec<Curve>> {
        let (x, y) = (&self.x.range, &self.y.range);
        let mut chart = ChartBuilder::on(&Canvas(shapes).into_drawing_area())
            .margin(120)
            .x_label_area_size(3 * TEXT)
            .y_label_area_size(5 * TEXT)
            .build_cartesian_2d(x.clone(), y.clone())?;
        chart
            .configure_mesh()
            .x_labels(6)
            .y_labels(7)
            .max_light_lines(0)
            .bold_line_style(BLACK)
            .axis_style(TRANSPARENT)
            .set_all_tick_mark_size(40)
            .x_label_formatter(&|value| (self.x.number)(*value))
            .y_label_formatter(&|value| (self.y.number)(*value))
            .label_style(("sans-serif", TEXT))
            .x_desc(self.x.name)
            .y_desc(self.y.name)
            .draw()?;
        if self.diagonal {
            let corners = vec![(x.start, y.start), (x.end, y.end)];
            chart.draw_series([PathElement::new(corners, EQUAL)])?;
        }
        (self.lines.iter().enumerate())
            .map(|(index, line)| line.draw(index, &mut chart))
            .collect()
    }
}

/// What was drawn, or what plotters reports.
type Drawn<T> = std::result::Result<T, DrawingAreaErrorKind<Infallible>>;

type Context<'a> = ChartContext<'a, Canvas<'a>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

impl Line {
    fn draw<'a>(&self, index: usize, chart: &mut Context<'a>) -> Drawn<Curve> {
        let style = canvas::curve(index);
        if let Some(band) = &self.band {
            let ends = self.points.iter().zip(band);
            let low = ends.clone().map(|(&(x, _), &(low, _))| (x, low));
            let high = ends.rev().map(|(&(x, _), &(_, high))| (x, high));
            let outline: Vec<(f64, f64)> = low.chain(high).collect();
            chart.draw_series([Polygon::new(outline, style)])?;
        }
        chart.draw_series([PathElement::new(self.points.clone(), style)])?;
        let dots = self.points.iter().zip(&self.hints);
        Ok(Curve {
            name: self.name.clone(),
            colour: self.colour,
            dots: dots
                .map(|(point, hint)| Dot {
                    at: chart.backend_coord(point),
                    hint: hint.clone(),
                })
                .collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(x: Range<f64>, y: Range<f64>, points: &[(f64, f64)]) -> Chart {
        let axis = |name, range| Axis {
            name,
            range,
            number: percent,
        };
        Plan {
            id: "test",
            title: "test",
            x: axis("x", x),
            y: axis("y", y),
            lines: vec![Line {
                name: "<line>".to_owned(),
                colour: 3,
                points: points.to_vec(),
                hints: points.iter().map(|point| format!("{point:?}")).collect(),
                band: Some(points.iter().map(|&(_, y)| (y - 0.1, y + 0.1)).collect()),
            }],
            diagonal: true,
        }
        .draw()
        .unwrap()
    }

    fn texts(chart: &Chart) -> Vec<&str> {
        (chart.shapes.iter())
            .filter_map(|shape| match shape {
                Shape::Text { text, .. } => Some(text.as_str()),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn axes_have_round_numbers() {
        let chart = chart(0.0..1.0, 0.0..0.031, &[]);
        let texts = texts(&chart);
        for text in ["0 %", "20 %", "100 %", "0.5 %", "3 %", "x", "y"] {
            assert!(texts.contains(&text), "{text} is not in {texts:?}");
        }
    }

    #[test]
    fn a_line_goes_through_its_points() {
        let chart = chart(0.0..1.0, 0.0..1.0, &[(0.0, 0.1), (0.5, 0.5), (1.0, 0.9)]);
        let curve = &chart.curves[0];
        assert_eq!((curve.name.as_str(), curve.colour), ("<line>", 3));
        let [first, middle, last] = &curve.dots[..] else {
            panic!("three dots")
        };
        assert!((first.at.0 + last.at.0 - 2 * middle.at.0).abs() <= 1);
        assert_eq!(middle.hint, "(0.5, 0.5)");
        let written: Vec<String> = (curve.dots.iter())
            .map(|dot| format!("{},{}", dot.at.0, dot.at.1))
            .collect();
        let found = |wanted: fn(&Shape) -> Option<&String>| chart.shapes.iter().find_map(wanted);
        let line = found(|shape| match shape {
            Shape::Curve { curve: 0, points } => Some(points),
            _ => None,
        });
        assert_eq!(line, Some(&written.join(" ")));
        let band = found(|shape| match shape {
            Shape::Band { curve: 0, points } => Some(points),
            _ => None,
        });
        assert_eq!(band.unwrap().split(' ').count(), 6);
        let equal = found(|shape| match shape {
            Shape::Equal { points } => Some(points),
            _ => None,
        });
        // From the left and low corner to the right and high one.
        assert!(equal.unwrap().starts_with(&format!("{},", first.at.0)));
    }
}
