//! What plotters draws, as shapes for a template.
//!
//! plotters lays a chart out and places all of its parts; this backend only keeps
//! them, so that the template escapes their texts and the style sheet gives them
//! the colours of the page, in dark and light.

use std::convert::Infallible;
use std::fmt::Write;

use plotters::style::RGBColor;
use plotters::style::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
    FontTransform,
};

/// The width of a drawing. plotters places by whole units, of which ten are about
/// as wide as a pixel on the page.
pub(super) const WIDTH: u32 = 4_800;
/// The height.
pub(super) const HEIGHT: u32 = 3_300;

/// Points nearer than this to the last one are left out: they cannot be seen.
const NEAR: i32 = 5;

/// A part of a drawing.
pub(super) enum Shape {
    /// A line of the grid.
    Line {
        from: BackendCoord,
        to: BackendCoord,
    },
    /// The line of the curve of this index, through points "x,y x,y …".
    Curve { curve: usize, points: String },
    /// The line on which both axes are equal.
    Equal { points: String },
    /// The outline of the intervals around the curve of this index.
    Band { curve: usize, points: String },
    /// The name of an axis or of a place on it.
    Text {
        at: BackendCoord,
        /// Which end of the text stands there.
        anchor: &'static str,
        /// How far below its base line lies.
        below: &'static str,
        /// Whether it is read from below.
        upright: bool,
        text: String,
    },
}

/// The colour that stands for the curve of an index.
pub(super) fn curve(index: usize) -> RGBColor {
    RGBColor(0, 0, u8::try_from(index).unwrap_or(EQUAL.2 - 1))
}

/// The colour that stands for the line on which both axes are equal.
pub(super) const EQUAL: RGBColor = RGBColor(0, 0, u8::MAX);

/// Keeps what is drawn on it.
pub(super) struct Canvas<'a>(pub(super) &'a mut Vec<Shape>);

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

impl DrawingBackend for Canvas<'_> {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        (WIDTH, HEIGHT)
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, _: BackendCoord, _: BackendColor) -> Drawn {
        // Only what is not drawn by a method below comes in pixels.
        Ok(())
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Drawn {
        if style.color().alpha > 0.0 {
            self.0.push(Shape::Line { from, to });
        }
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        let color = style.color();
        if color.alpha > 0.0 {
            let points = line(path);
            self.0.push(match color.rgb.2 {
                index if index == EQUAL.2 => Shape::Equal { points },
                index => Shape::Curve {
                    curve: index.into(),
                    points,
                },
            });
        }
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        outline: I,
        style: &S,
    ) -> Drawn {
        self.0.push(Shape::Band {
            curve: style.color().rgb.2.into(),
            points: line(outline),
        });
        Ok(())
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, at: BackendCoord) -> Drawn {
        self.0.push(Shape::Text {
            at,
            anchor: match style.anchor().h_pos {
                HPos::Left => "start",
                HPos::Center => "middle",
                HPos::Right => "end",
            },
            below: match style.anchor().v_pos {
                VPos::Top => ".76em",
                VPos::Center => ".33em",
                VPos::Bottom => "-.24em",
            },
            upright: matches!(style.transform(), FontTransform::Rotate270),
            text: text.to_owned(),
        });
        Ok(())
    }
}

/// Points as SVG writes them, without those too near to the one before; the last
/// one stays.
fn line(points: impl IntoIterator<Item = BackendCoord>) -> String {
    let mut line = String::new();
    let mut last: Option<BackendCoord> = None;
    let mut points = points.into_iter().peekable();
    while let Some((x, y)) = points.next() {
        let near = last.is_some_and(|(a, b)| (x - a).abs() < NEAR && (y - b).abs() < NEAR);
        if near && points.peek().is_some() {
            continue;
        }
        let space = if last.is_some() { " " } else { "" };
        // Writing to a String cannot fail.
        let _ = write!(line, "{space}{x},{y}");
        last = Some((x, y));
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_too_near_to_be_seen_are_left_out() {
        assert_eq!(
            line([(0, 0), (4, 4), (5, 0), (6, 0), (9, 1)]),
            "0,0 5,0 9,1"
        );
        assert_eq!(line([(7, 7)]), "7,7");
    }
}
