//! Files that were made to be wrong.

use super::*;

/// The same file with another content and a checksum that fits it.
fn forged(bytes: &[u8], edit: impl Fn(&str) -> String) -> Vec<u8> {
    let (_, metadata) = SafeTensors::read_metadata(bytes).unwrap();
    let header = &metadata.metadata().as_ref().unwrap()[KEY];
    let mut header: Header = serde_json::from_str(header).unwrap();
    header.content = edit(&header.content);
    let tensors = SafeTensors::deserialize(bytes).unwrap();
    let mut named = tensors.tensors();
    named.sort_by(|a, b| a.0.cmp(&b.0));
    let hashed = named
        .iter()
        .map(|(name, view)| (name.as_str(), view.data()));
    header.sha256 = checksum(&header.content, hashed);
    let header = serde_json::to_string(&header).unwrap();
    safetensors::serialize(named, Some(HashMap::from([(KEY.to_string(), header)]))).unwrap()
}

#[test]
fn a_temperature_that_is_none_is_refused() {
    let own = Classifier::embedded().unwrap();
    let bytes = own.to_bytes().unwrap();
    let place = "\"temperature\":";
    let replaced = |value: &str| {
        forged(&bytes, |content| {
            let start = content.find(place).unwrap() + place.len();
            let length = content[start..].find(',').unwrap();
            format!("{}{value}{}", &content[..start], &content[start + length..])
        })
    };
    for value in ["0", "-1.2", "1e999", "1e300", "1e-300", "null", "\"hot\""] {
        let error = Classifier::from_bytes(&replaced(value)).unwrap_err();
        let error = error.to_string();
        assert!(error.contains("the model is damaged"), "{value}: {error}");
    }
    let loaded = Classifier::from_bytes(&replaced("2.5")).unwrap();
    assert_eq!(loaded.temperature().value(), 2.5);
    assert!(
        Classifier::from_bytes(&forged(&bytes, str::to_owned))
            .unwrap()
            .to_bytes()
            .unwrap()
            == bytes
    );
}

#[test]
fn the_checksum_is_that_of_the_file_until_the_model_changes() {
    let own = Classifier::embedded().unwrap();
    let bytes = own.to_bytes().unwrap();
    let checksum = own.checksum().unwrap();
    assert!(String::from_utf8_lossy(&bytes[..1 << 16]).contains(&checksum));
    let validation = own.record().validation.clone().unwrap();
    let calibrated = own.calibrated(validation);
    assert_eq!(calibrated.checksum().unwrap(), checksum);
    let other = forged(&bytes, |content| content.replace("\"seed\":", "\"seed\":1"));
    let other = Classifier::from_bytes(&other).unwrap();
    assert_ne!(other.checksum().unwrap(), checksum);
    let validation = other.record().validation.clone().unwrap();
    let calibrated = calibrated.calibrated(validation);
    assert_eq!(calibrated.checksum().unwrap(), other.checksum().unwrap());
}

/// A file with this header and these bytes behind it.
fn with_header(length: u64, header: &str, behind: usize) -> Vec<u8> {
    let mut bytes = length.to_le_bytes().to_vec();
    bytes.extend_from_slice(header.as_bytes());
    bytes.resize(bytes.len() + behind, 0);
    bytes
}

#[test]
fn false_lengths_are_refused() {
    let begin = "{\"__metadata__\":{\"stance\":\"{}\"}";
    let tensor = |shape: &str, ends: &str| {
        format!(
            "{begin},\"w\":{{\"dtype\":\"F32\",\"shape\":[{shape}],\"data_offsets\":[{ends}]}}}}"
        )
    };
    let whole = |header: String, behind| with_header(header.len() as u64, &header, behind);
    for (bytes, says) in [
        (
            with_header(u64::MAX, begin, 0),
            "its header has 18446744073709551615 bytes",
        ),
        (
            with_header(1 << 40, begin, 0),
            "its header has 1099511627776 bytes",
        ),
        (with_header(1 << 20, begin, 0), "damaged"),
        (with_header(3, begin, 0), "damaged"),
        (
            whole(tensor("1000000000000", "0,4000000000000"), 8),
            "damaged",
        ),
        (whole(tensor("4611686018427387905", "0,4"), 4), "damaged"),
        (whole(tensor("1", "0,18446744073709551615"), 4), "damaged"),
        (whole(tensor("1", "0,4"), 0), "damaged"),
        (whole(tensor("1", "0,4"), 400), "damaged"),
        (vec![0; 8], "is not a model"),
        (vec![], "is not a model"),
    ] {
        let error = Classifier::from_bytes(&bytes).unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), &bytes).unwrap();
        // A file is read no further than its header tells, and not at all if that is
        // too much.
        let error = Classifier::load(file.path()).unwrap_err().to_string();
        let too_much = error.contains("the model has more than 1024 MB");
        assert!(error.contains(says) || too_much, "{error}");
    }
}

#[test]
fn groups_that_are_none_are_refused() {
    let bytes = Classifier::embedded().unwrap().to_bytes().unwrap();
    let edited = |edit: &dyn Fn(&mut Vec<serde_json::Value>)| {
        let bytes = forged(&bytes, |content| {
            let mut content: serde_json::Value = serde_json::from_str(content).unwrap();
            let groups = &mut content["record"]["options"]["features"];
            edit(groups.as_array_mut().unwrap());
            content.to_string()
        });
        Classifier::from_bytes(&bytes).unwrap_err().to_string()
    };
    let twice = edited(&|groups| groups.push(groups[0].clone()));
    assert!(
        twice.contains("two groups of features are called"),
        "{twice}"
    );
    let none = edited(&|groups| groups.clear());
    assert!(none.contains("there is no group of features"), "{none}");
    let weight = edited(&|groups| groups[0]["weight"] = 1e300.into());
    assert!(weight.contains("is damaged"), "{weight}");
}
