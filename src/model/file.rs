//! The model file: safetensors with a record and a checksum.
//!
//! The tensors are `weights` (features × labels, f32), `intercepts` (labels,
//! f32) and for each group of features `GROUP/vocabulary` (bytes),
//! `GROUP/offsets` (u32) and `GROUP/idf` (f32). The metadata has one key,
//! `stance`, whose value is JSON: format version, labels, training record, and
//! the SHA-256 of both and of all tensors. Reading it runs no code, and nothing
//! is taken from it before the checksum fits. Until then it takes no more memory
//! than the file has bytes, whatever lengths the file tells.

mod bytes;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::path::Path;
use std::sync::OnceLock;

use ndarray::{Array1, Array2};
use safetensors::tensor::{Dtype, SafeTensors, TensorView};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::dataset::hex;
use crate::error::{Error, Result};
use crate::features::{Extractor, FittedExtractor, FittedTfidf, Vocabulary};
use crate::label::Labels;
use crate::output::write_whole;

use super::classifier::Classifier;
use super::record::{FORMAT_VERSION, TrainingRecord};

/// The key of the metadata.
const KEY: &str = "stance";
/// What a user can do about a file that is no good model.
const REMEDY: &str = "train it anew with `stance train`, or leave out -m to use the default model";

/// The default model, trained on labels/train.csv.
static DEFAULT: &[u8] = include_bytes!("../../models/stance.model");

/// What stands in the metadata.
#[derive(Serialize, Deserialize)]
struct Header {
    format: u32,
    sha256: String,
    /// The JSON of [`Content`], as a string so that its bytes can be hashed.
    content: String,
}

#[derive(Serialize, Deserialize)]
struct Content {
    labels: Labels,
    record: TrainingRecord,
}

impl Classifier {
    /// The model that is part of the program.
    ///
    /// # Errors
    ///
    /// If the program was built with a file that is no model of this version.
    pub fn embedded() -> Result<Self> {
        Self::from_bytes(DEFAULT).map_err(|error| error.within("the embedded model"))
    }

    /// Reads a model file.
    ///
    /// # Errors
    ///
    /// If it cannot be read, is no model, was cut short, changed, or written by
    /// another version of the format, or if it has more than 1 GB.
    pub fn load(path: &Path) -> Result<Self> {
        bytes::read(path)
            .and_then(|bytes| Self::from_bytes(&bytes))
            .map_err(|error| error.at(path))
    }

    /// Writes a model file, whole or not at all.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub fn save(&self, path: &Path) -> Result<()> {
        write_whole(path, &self.to_bytes()?)
    }

    /// The content of a model file.
    ///
    /// # Errors
    ///
    /// If they are more than 1 GB.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        let broken = |error: &dyn std::fmt::Display| {
            Error::new(format!("the model cannot be written: {error}"))
        };
        let content = self.content().map_err(|error| broken(&error))?;
        let tensors = self.tensors();
        bytes::check_size(tensors.iter().map(|tensor| tensor.bytes.len()).sum())?;
        let header = serde_json::to_string(&Header {
            format: FORMAT_VERSION,
            sha256: checksum(&content, tensors.iter().map(Tensor::named)),
            content,
        })
        .map_err(|error| broken(&error))?;
        let views = tensors
            .iter()
            .map(|t| {
                Ok((
                    t.name.as_str(),
                    TensorView::new(t.dtype, t.shape.clone(), &t.bytes)?,
                ))
            })
            .collect::<std::result::Result<Vec<_>, safetensors::SafeTensorError>>()
            .map_err(|error| broken(&error))?;
        // One key only: the order of a map's keys would change from run to run.
        let metadata = HashMap::from([(KEY.to_string(), header)]);
        safetensors::serialize(views, Some(metadata)).map_err(|error| broken(&error))
    }

    /// The SHA-256 of all that is in the model, which stands in its file and tells it from
    /// other models; of a loaded one that of its file.
    ///
    /// # Errors
    ///
    /// None for a classifier that was fitted or loaded.
    pub fn checksum(&self) -> Result<String> {
        match &self.checksum {
            Some(known) => Ok(known.clone()),
            None => {
                let content = self
                    .content()
                    .map_err(|error| Error::new(error.to_string()))?;
                Ok(checksum(&content, self.tensors().iter().map(Tensor::named)))
            }
        }
    }

    /// The JSON of [`Content`].
    fn content(&self) -> serde_json::Result<String> {
        serde_json::to_string(&Content {
            labels: self.labels.clone(),
            record: self.record.clone(),
        })
    }

    /// A model from the content of its file.
    ///
    /// # Errors
    ///
    /// As [`Classifier::load`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        bytes::check_begin(bytes)?;
        bytes::check_size(bytes.len())?;
        let (_, metadata) = SafeTensors::read_metadata(bytes).map_err(|error| damaged(&error))?;
        let header: Header = metadata
            .metadata()
            .as_ref()
            .and_then(|keys| keys.get(KEY))
            .and_then(|header| serde_json::from_str(header).ok())
            .ok_or_else(no_model)?;
        if header.format != FORMAT_VERSION {
            return Err(Error::new(format!(
                "has version {} of the model format, this program reads version {FORMAT_VERSION}",
                header.format
            ))
            .remedy(REMEDY));
        }
        let tensors = SafeTensors::deserialize(bytes).map_err(|error| damaged(&error))?;
        let mut named = tensors.tensors();
        named.sort_by(|a, b| a.0.cmp(&b.0));
        let found = checksum(
            &header.content,
            named
                .iter()
                .map(|(name, view)| (name.as_str(), view.data())),
        );
        // The fuzzers are to reach what lies behind it.
        if found != header.sha256 && !cfg!(fuzzing) {
            return Err(damaged(&"the checksum does not fit"));
        }
        let content: Content =
            serde_json::from_str(&header.content).map_err(|error| damaged(&error))?;
        Self::from_content(content, &tensors, found)
    }

    /// Puts the parts together; the checksum is right, but a file can be made to be wrong.
    fn from_content(content: Content, tensors: &SafeTensors, checksum: String) -> Result<Self> {
        let Content { labels, record } = content;
        let groups = record.options.features.groups();
        // Of two groups of one name each would hold the whole of the same tensors.
        Extractor::new(groups.to_vec()).map_err(|error| damaged(&error.problem()))?;
        if groups.iter().any(|group| !group.weight.is_finite()) {
            return Err(damaged(&"the weight of a group is not a finite number"));
        }
        let fitted = groups
            .iter()
            .map(|group| {
                let bytes = tensor(tensors, &format!("{}/vocabulary", group.name), Dtype::U8)?;
                let offsets = numbers(tensors, &format!("{}/offsets", group.name), Dtype::U32)?;
                let idf = numbers(tensors, &format!("{}/idf", group.name), Dtype::F32)?;
                let vocabulary = Vocabulary::from_parts(
                    bytes.to_vec(),
                    offsets.map(u32::from_le_bytes).collect(),
                )?;
                let idf = idf.map(f32::from_le_bytes).collect();
                FittedTfidf::from_parts(group.tfidf.clone(), vocabulary, idf)
            })
            .collect::<Result<Vec<_>>>()?;
        let extractor = FittedExtractor::from_parts(record.options.features.clone(), fitted)?;
        let weights: Vec<f32> = numbers(tensors, "weights", Dtype::F32)?
            .map(f32::from_le_bytes)
            .collect();
        let intercepts: Vec<f32> = numbers(tensors, "intercepts", Dtype::F32)?
            .map(f32::from_le_bytes)
            .collect();
        if intercepts.len() != labels.len() || record.support.len() != labels.len() {
            return Err(damaged(&"the intercepts do not fit the labels"));
        }
        if weights.iter().chain(&intercepts).any(|w| !w.is_finite()) {
            return Err(damaged(&"a weight is not a finite number"));
        }
        let weights = Array2::from_shape_vec((extractor.columns(), labels.len()), weights)
            .map_err(|_| damaged(&"the weights do not fit features and labels"))?;
        Ok(Self {
            labels,
            extractor,
            weights,
            intercepts: Array1::from(intercepts),
            record,
            scorer: OnceLock::new(),
            checksum: Some(checksum),
        })
    }

    /// All tensors in the order of their names.
    fn tensors(&self) -> Vec<Tensor> {
        let mut tensors = vec![
            Tensor::f32("weights".into(), self.weights.iter(), self.weights.shape()),
            Tensor::f32(
                "intercepts".into(),
                self.intercepts.iter(),
                self.intercepts.shape(),
            ),
        ];
        let groups = self.extractor.extractor().groups();
        for (group, tfidf) in groups.iter().zip(self.extractor.fitted()) {
            let vocabulary = tfidf.vocabulary();
            tensors.push(Tensor {
                name: format!("{}/vocabulary", group.name),
                dtype: Dtype::U8,
                shape: vec![vocabulary.as_bytes().len()],
                bytes: vocabulary.as_bytes().to_vec(),
            });
            tensors.push(Tensor {
                name: format!("{}/offsets", group.name),
                dtype: Dtype::U32,
                shape: vec![vocabulary.offsets().len()],
                bytes: flat(vocabulary.offsets().iter().map(|n| n.to_le_bytes())),
            });
            let shape = [tfidf.idf().len()];
            tensors.push(Tensor::f32(
                format!("{}/idf", group.name),
                tfidf.idf().iter(),
                &shape,
            ));
        }
        tensors.sort_by(|a, b| a.name.cmp(&b.name));
        tensors
    }
}

/// A tensor to be written.
struct Tensor {
    name: String,
    dtype: Dtype,
    shape: Vec<usize>,
    bytes: Vec<u8>,
}

impl Tensor {
    /// Its name and its bytes.
    fn named(&self) -> (&str, &[u8]) {
        (&self.name, &self.bytes)
    }

    fn f32<'a>(name: String, values: impl Iterator<Item = &'a f32>, shape: &[usize]) -> Self {
        Self {
            name,
            dtype: Dtype::F32,
            shape: shape.to_vec(),
            bytes: flat(values.map(|value| value.to_le_bytes())),
        }
    }
}

/// The bytes of numbers, one behind the other.
fn flat(numbers: impl Iterator<Item = [u8; 4]>) -> Vec<u8> {
    numbers.collect::<Vec<_>>().into_flattened()
}

/// SHA-256 of the content and of all tensors in the order of their names.
fn checksum<'a>(content: &str, tensors: impl Iterator<Item = (&'a str, &'a [u8])>) -> String {
    let mut hash = Sha256::new();
    let mut update = |bytes: &[u8]| {
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
    };
    update(content.as_bytes());
    for (name, bytes) in tensors {
        update(name.as_bytes());
        update(bytes);
    }
    hex(&hash.finalize())
}

/// The bytes of a tensor of this type.
fn tensor<'t>(tensors: &'t SafeTensors, name: &str, dtype: Dtype) -> Result<&'t [u8]> {
    let bytes = tensors.tensor(name).map_err(|error| damaged(&error))?;
    if bytes.dtype() != dtype {
        return Err(damaged(&format!("the tensor {name} has another type")));
    }
    // The views borrow from the buffer, not from the list of tensors.
    Ok(bytes.data())
}

/// The 32-bit numbers of a tensor, each as its bytes.
fn numbers<'t>(
    tensors: &'t SafeTensors,
    name: &str,
    dtype: Dtype,
) -> Result<impl Iterator<Item = [u8; 4]> + 't> {
    let (numbers, _) = tensor(tensors, name, dtype)?.as_chunks::<4>();
    Ok(numbers.iter().copied())
}

fn no_model() -> Error {
    Error::new("is not a model of stance").remedy(REMEDY)
}

fn damaged(what: &dyn std::fmt::Display) -> Error {
    Error::new(format!("the model is damaged: {what}")).remedy(REMEDY)
}
