//! Character n-grams, grown letter by letter.

use super::table::Table;
use crate::text::fingerprint::{Fingerprint, Hasher};
use crate::text::letters::Letter;

/// How many words are remembered, a power of two.
const REMEMBERED: usize = 1 << 15;

/// After how many n-grams of all words the memory is emptied: 4 MB.
const FULL: usize = 1 << 20;

/// Longer words, in letters, are no words and not remembered.
const LONGEST: usize = 100;

/// The n-grams of the words between white space that were met last. They are
/// known by their fingerprints, as in [`super::words::Memory`].
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// A word, and where its n-grams begin and end.
    words: Vec<(Fingerprint, u32, u32)>,
    ranks: Vec<u32>,
    padded: Vec<Letter>,
}

impl Memory {
    /// Calls `take` with the n-grams in the words between white space, as
    /// [`char_wb_ngrams`](crate::text::ngrams::char_wb_ngrams) makes them.
    pub(super) fn within_words(
        &mut self,
        letters: &[Letter],
        table: &Table,
        hasher: Hasher,
        mut take: impl FnMut(u32),
    ) {
        self.words.resize(REMEMBERED, Default::default());
        for word in letters.split(|letter| letter.is_space()) {
            if word.is_empty() {
                continue;
            }
            if word.len() > LONGEST {
                self.pad(word);
                runs(&self.padded, table, hasher, &mut take);
                continue;
            }
            let hash = fingerprint(word, hasher);
            let place = hash as usize % REMEMBERED;
            if self.words[place].0 != hash {
                self.learn(word, hash, table, hasher);
            }
            let (_, start, end) = self.words[place];
            for &rank in &self.ranks[start as usize..end as usize] {
                take(rank);
            }
        }
    }

    fn learn(&mut self, word: &[Letter], hash: Fingerprint, table: &Table, hasher: Hasher) {
        if self.ranks.len() > FULL {
            self.words.fill(Default::default());
            self.ranks.clear();
        }
        self.pad(word);
        let start = self.ranks.len();
        if self.padded.len() < table.low() {
            let whole = table.get(fingerprint(&self.padded, hasher));
            self.ranks.extend(whole);
        } else {
            runs(&self.padded, table, hasher, |rank| self.ranks.push(rank));
        }
        let place = hash as usize % REMEMBERED;
        self.words[place] = (hash, start as u32, self.ranks.len() as u32);
    }

    /// Writes a word with a space before and behind it into `padded`.
    fn pad(&mut self, word: &[Letter]) {
        self.padded.clear();
        self.padded.push(Letter::BLANK);
        self.padded.extend_from_slice(word);
        self.padded.push(Letter::BLANK);
    }

    /// Calls `take` with the n-grams of a whole text, as
    /// [`char_ngrams`](crate::text::ngrams::char_ngrams) makes them.
    pub(super) fn across_words(
        &mut self,
        letters: &[Letter],
        table: &Table,
        hasher: Hasher,
        take: impl FnMut(u32),
    ) {
        self.padded.clear();
        let mut letters = letters.iter().copied().peekable();
        while let Some(letter) = letters.next() {
            let mut run = false;
            while letter.is_space() && letters.next_if(|next| next.is_space()).is_some() {
                run = true;
            }
            self.padded.push(if run { Letter::BLANK } else { letter });
        }
        runs(&self.padded, table, hasher, take);
    }
}

fn fingerprint(letters: &[Letter], hasher: Hasher) -> Fingerprint {
    let codes = letters.iter().map(|letter| letter.code());
    codes
        .fold(hasher.begin(), |chain, code| chain.add(code))
        .end()
}

/// Calls `take` with each run of letters that the table holds.
fn runs(letters: &[Letter], table: &Table, hasher: Hasher, mut take: impl FnMut(u32)) {
    for start in 0..letters.len() {
        let mut chain = hasher.begin();
        for (length, letter) in (1..=table.high()).zip(&letters[start..]) {
            chain = chain.add(letter.code());
            if length < table.low() {
                continue;
            }
            match table.get(chain.end()) {
                Some(rank) => take(rank),
                None if table.is_closed() => break,
                None => {}
            }
        }
    }
}
