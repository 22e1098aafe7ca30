//! The set of labels of a model.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// Two or more different label names in alphabetical order.
///
/// Everywhere else a label is its index in this order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<String>", into = "Vec<String>")]
pub struct Labels(Vec<Arc<str>>);

impl Labels {
    /// How many different labels a model may have. A file with more is most
    /// likely read by the wrong column.
    pub const MOST: usize = 1_000;

    /// The different names among `names`.
    ///
    /// # Errors
    ///
    /// If there are fewer than two different names, or more than [`Labels::MOST`].
    pub fn new<N: Into<String>>(names: impl IntoIterator<Item = N>) -> Result<Self> {
        let names: std::collections::BTreeSet<String> = names.into_iter().map(Into::into).collect();
        match names.len() {
            0 => Err(Error::new("there is no label").remedy("give two or more labels")),
            1 => Err(Error::new(format!(
                "there is only one label, '{}'",
                names.first().map_or("", String::as_str)
            ))
            .remedy("give rows of at least two different labels")),
            n if n > Self::MOST => Err(Error::new(format!(
                "there are {n} different labels, more than the {} that are allowed",
                Self::MOST
            ))
            .remedy("check that the column 'label' holds labels, not texts or ids")),
            _ => Ok(Self(names.into_iter().map(Arc::from).collect())),
        }
    }

    /// The number of labels.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "never empty")]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The name of the label with this index.
    ///
    /// # Panics
    ///
    /// If `index` is not smaller than [`Labels::len`].
    #[must_use]
    pub fn name(&self, index: usize) -> &str {
        &self.0[index]
    }

    /// The index of the label with this name.
    #[must_use]
    pub fn index(&self, name: &str) -> Option<usize> {
        self.0.binary_search_by(|own| (**own).cmp(name)).ok()
    }

    /// The index of the label with this name, which a model must have.
    ///
    /// # Errors
    ///
    /// If there is no such label.
    pub fn known(&self, name: &str) -> Result<usize> {
        self.index(name).ok_or_else(|| {
            Error::new(format!("the model has no label '{name}'"))
                .remedy(format!("its labels are {}", self.0.join(", ")))
        })
    }

    /// The name of the label with this index, to be kept.
    ///
    /// # Panics
    ///
    /// If `index` is not smaller than [`Labels::len`].
    pub(crate) fn shared(&self, index: usize) -> Arc<str> {
        Arc::clone(&self.0[index])
    }

    /// All names in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        self.0.iter().map(|name| &**name)
    }
}

impl TryFrom<Vec<String>> for Labels {
    type Error = Error;

    fn try_from(names: Vec<String>) -> Result<Self> {
        Self::new(names)
    }
}

impl From<Labels> for Vec<String> {
    fn from(labels: Labels) -> Self {
        labels.iter().map(str::to_string).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_and_found() {
        let labels = Labels::new(["proposal", "accusation", "proposal"]).unwrap();
        assert_eq!(
            labels.iter().collect::<Vec<_>>(),
            ["accusation", "proposal"]
        );
        assert_eq!(labels.index("proposal"), Some(1));
        assert_eq!(labels.index("none"), None);
    }

    #[test]
    fn one_label_is_no_set() {
        let error = Labels::new(["none", "none"]).unwrap_err();
        assert!(error.to_string().contains("only one label, 'none'"));
    }

    #[test]
    fn ten_thousand_labels_are_a_mistake() {
        let error = Labels::new((0..10_000).map(|n| n.to_string())).unwrap_err();
        assert!(error.to_string().contains("10000 different labels"));
    }
}
