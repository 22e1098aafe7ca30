//! The labels of a file as a model knows them.

use stance::{Dataset, Error, Labels};

/// The labels of the rows as indices into the model's labels.
pub fn truth(dataset: &Dataset, labels: &Labels) -> stance::Result<Vec<usize>> {
    dataset
        .examples
        .iter()
        .map(|row| {
            let name = dataset.labels.name(row.label);
            labels.index(name).ok_or_else(|| {
                let known: Vec<&str> = labels.iter().collect();
                Error::new(format!("the model has no label '{name}'"))
                    .remedy(format!("its labels are {}", known.join(", ")))
                    .line(row.line)
            })
        })
        .collect()
}
