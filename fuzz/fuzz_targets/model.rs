//! Any bytes are a model or an error; a model answers, and writes what it was read from.
//! The checksum is not asked for here, or nothing behind it would be reached.
#![no_main]

use libfuzzer_sys::fuzz_target;
use stance::model::Classifier;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(model) = Classifier::from_bytes(bytes) {
        let probabilities = model.predict_proba(&["قال الوزير إن الوفد وصل", ""]);
        assert_eq!(probabilities.dim(), (2, model.labels().len()));
        let written = model.to_bytes().expect("a model that was read can be written");
        Classifier::from_bytes(&written).expect("a model that was written can be read");
    }
});
