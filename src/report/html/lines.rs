//! The lines of a text with its claims marked.

use std::cmp::Reverse;
use std::collections::HashSet;

/// A line of an article, cut where claims begin and end.
pub(super) struct Line<'a> {
    /// Whether a blank line stands before it.
    pub(super) gap: bool,
    pub(super) pieces: Vec<Piece<'a>>,
}

/// Words that belong to a claim, or to none.
pub(super) struct Piece<'a> {
    pub(super) text: &'a str,
    pub(super) mark: Option<Mark>,
}

/// A part of a claim.
pub(super) struct Mark {
    /// The place of the claim in the article.
    pub(super) claim: usize,
    /// Whether the claim begins here.
    pub(super) first: bool,
}

/// The lines of a text that are not blank, cut at the bounds of claims, which are
/// given as (place, start, end) in code points. Where claims overlap, the words
/// belong to the one that begins last.
pub(super) fn lines<'a>(text: &'a str, claims: &[(usize, usize, usize)]) -> Vec<Line<'a>> {
    let bytes: Vec<usize> = text
        .char_indices()
        .map(|(byte, _)| byte)
        .chain([text.len()])
        .collect();
    let byte = |point: usize| bytes.get(point).copied().unwrap_or(text.len());
    let mut claims: Vec<(usize, usize, usize)> = (claims.iter())
        .map(|&(place, start, end)| (place, byte(start), byte(end)))
        .filter(|&(_, start, end)| start < end)
        .collect();
    claims.sort_by_key(|&(_, start, end)| (start, Reverse(end)));
    let mut bounds: Vec<usize> = claims
        .iter()
        .flat_map(|&(_, start, end)| [start, end])
        .collect();
    bounds.sort_unstable();
    bounds.dedup();

    let (mut lines, mut at, mut gap) = (Vec::new(), 0, false);
    let (mut begun, mut open, mut bound) = (0, Vec::new(), 0);
    let mut shown = HashSet::new();
    for line in text.split_inclusive('\n') {
        let end = at + line.len();
        let mut pieces = Vec::new();
        while at < end {
            while bounds.get(bound).is_some_and(|&own| own <= at) {
                bound += 1;
            }
            let next = bounds.get(bound).map_or(end, |&own| own.min(end));
            while let Some(&claim) = claims.get(begun).filter(|claim| claim.1 <= at) {
                open.push(claim);
                begun += 1;
            }
            open.retain(|claim| claim.2 > at);
            let words = text[at..next].trim_end_matches(['\n', '\r']);
            let claim = open.last().filter(|_| !words.trim().is_empty());
            if !words.is_empty() {
                pieces.push(Piece {
                    text: words,
                    mark: claim.map(|&(claim, ..)| Mark {
                        claim,
                        first: shown.insert(claim),
                    }),
                });
            }
            at = next;
        }
        if line.trim().is_empty() {
            gap = true;
        } else {
            lines.push(Line { gap, pieces });
            gap = false;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The pieces as text, marked as `[claim:words]`, and `[-claim:words]` where a
    /// claim goes on.
    fn marked(text: &str, claims: &[(usize, usize, usize)]) -> Vec<String> {
        let piece = |piece: &Piece| match &piece.mark {
            Some(mark) if mark.first => format!("[{}:{}]", mark.claim, piece.text),
            Some(mark) => format!("[-{}:{}]", mark.claim, piece.text),
            None => piece.text.to_owned(),
        };
        lines(text, claims)
            .iter()
            .map(|line| line.pieces.iter().map(piece).collect())
            .collect()
    }

    #[test]
    fn claims_are_cut_out_by_code_points() {
        assert_eq!(
            marked("قال نعم ثم صمت", &[(0, 4, 7)]),
            ["قال [0:نعم] ثم صمت"]
        );
    }

    #[test]
    fn a_claim_may_go_on_in_the_next_line() {
        assert_eq!(
            marked("ab cd\r\n\n ef gh", &[(0, 3, 11)]),
            ["ab [0:cd]", "[-0: ef] gh"]
        );
    }

    #[test]
    fn the_inner_claim_wins() {
        assert_eq!(
            marked("abcdefgh", &[(0, 1, 7), (1, 3, 5)]),
            ["a[0:bc][1:de][-0:fg]h"]
        );
        assert_eq!(
            marked("abcdef", &[(0, 0, 4), (1, 2, 6)]),
            ["[0:ab][1:cd][-1:ef]"]
        );
    }
}
