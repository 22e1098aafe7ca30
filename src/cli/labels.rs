//! The labels of a file as a model knows them.

use stance::{Dataset, Labels};

/// The labels of the rows as indices into the model's labels.
pub fn truth(dataset: &Dataset, labels: &Labels) -> stance::Result<Vec<usize>> {
    dataset
        .examples
        .iter()
        .map(|row| {
            let name = dataset.labels.name(row.label);
            labels.known(name).map_err(|error| error.line(row.line))
        })
        .collect()
}
