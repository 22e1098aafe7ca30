//! Classes of Arabic words: what kind of act or thing a word names.
//!
//! `lexicon/classes.csv` gives light stems a class, such as `acc` for words
//! that accuse or `supp` for words of support. The class of a word is a feature,
//! so that a word that stands in no labelled row counts like its neighbours.

use std::sync::LazyLock;

use hashbrown::HashMap;

use crate::text::stem::stem;

static TABLE: &str = include_str!("lexicon/classes.csv");

static CLASSES: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    let rows = TABLE.lines().skip(1);
    rows.filter_map(|row| row.split_once(',')).collect()
});

/// What the classes are called where a person reads them.
static NAMES: &str = include_str!("lexicon/class_names.csv");

/// The name of a class, if it has one.
pub fn class_name(class: &str) -> Option<&'static str> {
    let mut rows = NAMES.lines().skip(1).filter_map(|row| row.split_once(','));
    rows.find_map(|(code, name)| (code == class).then_some(name))
}

/// The class of a folded word, if the lexicon has one.
pub fn class(word: &str) -> Option<&'static str> {
    CLASSES.get(stem(word)).copied()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::text::normalise::normalise;

    #[test]
    fn the_table_is_sorted_folded_and_free_of_duplicates() {
        let rows: Vec<&str> = TABLE.lines().skip(1).collect();
        assert_eq!(TABLE.lines().next(), Some("stem,class"));
        for row in &rows {
            let (stem, class) = row.split_once(',').unwrap();
            assert_eq!(normalise(stem), stem);
            assert!(
                !class.is_empty() && class.chars().all(|c| c.is_ascii_lowercase()),
                "{row}"
            );
        }
        for pair in rows.windows(2) {
            assert!(
                pair[0].split(',').next() < pair[1].split(',').next(),
                "{pair:?}"
            );
        }
    }

    #[test]
    fn every_class_has_one_name() {
        let named: Vec<&str> = NAMES
            .lines()
            .skip(1)
            .map(|row| row.split(',').next().unwrap())
            .collect();
        assert_eq!(NAMES.lines().next(), Some("class,name"));
        let used: BTreeSet<&str> = CLASSES.values().copied().collect();
        assert_eq!(named, used.into_iter().collect::<Vec<_>>());
        let mut names: Vec<&str> = named.iter().map(|code| class_name(code).unwrap()).collect();
        assert!(names.iter().all(|name| !name.trim().is_empty()));
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), named.len(), "two classes have one name");
    }

    #[test]
    fn forms_of_a_word_have_its_class() {
        for word in ["اتهم", "واتهمت", "يتهم"] {
            assert_eq!(class(word), Some("acc"), "{word}");
        }
        assert_eq!(class("كتاب"), class("الكتاب"));
    }
}
