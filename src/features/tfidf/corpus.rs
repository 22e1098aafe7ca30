//! Texts as numbers of their words.

use super::counts::too_many_terms;
use crate::error::Result;
use crate::features::terms::Terms;
use crate::in_order::in_order;

/// How many texts are read before their words are merged with the others', at least and
/// at most, unless there are fewer: as many for each thread, since a word of two threads
/// is read twice.
const TEXTS_AT_ONCE: (usize, usize) = (1_000, 20_000);

/// Texts as numbers of their words: each different word is kept once.
pub struct Corpus {
    /// The different words by their numbers.
    pub words: Terms,
    /// The numbers of the words of all texts, text after text.
    pub numbers: Vec<u32>,
    /// Where each text begins in `numbers`, and the end of the last.
    pub starts: Vec<usize>,
}

impl Corpus {
    /// Reads texts whose words `cut` hands out, given a piece of a text that ends
    /// at white space. No word may reach over white space, so that each different
    /// piece is cut once and for all.
    ///
    /// # Errors
    ///
    /// If the different words take more than 4 GiB.
    pub fn read<T: AsRef<str> + Sync>(
        texts: &[T],
        cut: impl Fn(&str, &mut dyn FnMut(&str)) + Sync,
    ) -> Result<Self> {
        let mut all = Ok(Self::empty());
        let (fewest, most) = TEXTS_AT_ONCE;
        let own = texts.len().div_ceil(rayon::current_num_threads());
        in_order(
            texts.chunks(own.clamp(fewest, most)),
            |texts| Self::read_part(texts, &cut),
            |part| {
                if let Ok(own) = &mut all
                    && let Err(error) = part.and_then(|part| own.append(part))
                {
                    all = Err(error);
                }
            },
        );
        all
    }

    fn empty() -> Self {
        Self {
            words: Terms::new(),
            numbers: Vec::new(),
            starts: vec![0],
        }
    }

    fn read_part<T: AsRef<str>>(
        texts: &[T],
        cut: impl Fn(&str, &mut dyn FnMut(&str)),
    ) -> Result<Self> {
        let mut own = Self::empty();
        let mut pieces = Terms::new();
        // The words of the pieces, piece after piece.
        let (mut words, mut ends) = (Vec::new(), vec![0]);
        for text in texts {
            for piece in text.as_ref().split_ascii_whitespace() {
                let piece_number = pieces.number_or_add(piece).ok_or_else(too_many_terms)? as usize;
                if piece_number == ends.len() - 1 {
                    let mut full = false;
                    cut(piece, &mut |word| match own.words.number_or_add(word) {
                        Some(number) => words.push(number),
                        None => full = true,
                    });
                    if full {
                        return Err(too_many_terms());
                    }
                    ends.push(words.len());
                }
                let of_piece = &words[ends[piece_number]..ends[piece_number + 1]];
                own.numbers.extend_from_slice(of_piece);
            }
            own.starts.push(own.numbers.len());
        }
        Ok(own)
    }

    fn append(&mut self, part: Self) -> Result<()> {
        if self.texts() == 0 {
            *self = part;
            return Ok(());
        }
        let own = (self.words.add_all(&part.words)).ok_or_else(too_many_terms)?;
        let first = self.numbers.len();
        let numbers = part.numbers.iter().map(|&number| own[number as usize]);
        self.numbers.extend(numbers);
        let starts = part.starts[1..].iter().map(|start| first + start);
        self.starts.extend(starts);
        Ok(())
    }

    /// The number of texts.
    pub fn texts(&self) -> usize {
        self.starts.len() - 1
    }

    /// The places of the words of a text.
    pub fn places(&self, text: usize) -> std::ops::Range<usize> {
        self.starts[text]..self.starts[text + 1]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// More texts than are read at once, so that parts are merged.
    #[test]
    fn words_come_back() {
        let most = TEXTS_AT_ONCE.1;
        let texts: Vec<String> = (0..2 * most + 5)
            .map(|n| format!("a-{}  b\n{}", n % 7, n % 20_011))
            .collect();
        let cut = |piece: &str, take: &mut dyn FnMut(&str)| piece.split('-').for_each(take);
        let corpus = Corpus::read(&texts, cut).unwrap();
        assert_eq!(corpus.texts(), texts.len());
        assert_eq!(corpus.words.len(), 2 + 20_011);
        for text in [0, 1, most, 2 * most + 4] {
            let words = corpus.numbers[corpus.places(text)].iter();
            let words: Vec<&str> = words.map(|&number| corpus.words.term(number)).collect();
            let (seventh, rest) = ((text % 7).to_string(), (text % 20_011).to_string());
            assert_eq!(words, ["a", &seventh, "b", &rest]);
        }
    }
}
