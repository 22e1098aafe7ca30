//! Records of JSON Lines.

use std::fmt;

use serde::Deserializer as _;
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Deserializer, Map, Value};

use super::{Columns, Row};
use crate::error::{self, Error};
use crate::input::limits::VALUES;

/// How many names of other fields are kept, for an error that lists them.
pub const NAMES: usize = 20;

/// One line of JSON as a row; of `wanted` fields alone, if they are named.
///
/// Of a row with wanted fields the lists and objects are empty, and the first other
/// fields are null: a line may hold so much more than it takes that this matters.
pub fn row(line: u64, text: &str, wanted: Option<&[String]>) -> error::Result<Row> {
    let fields = match wanted {
        Some(wanted) => wanted_fields(text, wanted),
        // A value takes a byte of the line at least.
        None if text.len() > VALUES && values(text) > VALUES => {
            return Err(Error::new(format!(
                "the record holds more than {VALUES} values, those in its lists and objects counted"
            ))
            .remedy("leave out the fields that are not needed")
            .line(line));
        }
        None => serde_json::from_str(text),
    };
    match fields {
        Ok(fields) => Ok(Row {
            line,
            columns: Columns::Fields(fields),
        }),
        Err(error) => Err(explain(&error, text).line(line)),
    }
}

/// About how many values a line holds: no fewer, and as many if it is JSON.
fn values(text: &str) -> usize {
    let (mut count, mut quoted) = (1, false);
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' if quoted => drop(bytes.next()),
            b'"' => quoted = !quoted,
            b',' | b'[' | b'{' if !quoted => count += 1,
            _ => {}
        }
    }
    count
}

fn wanted_fields(text: &str, wanted: &[String]) -> serde_json::Result<Map<String, Value>> {
    let mut json = Deserializer::from_str(text);
    let fields = json.deserialize_map(Fields { wanted })?;
    json.end()?;
    Ok(fields)
}

/// Reads an object for some of its fields.
struct Fields<'a> {
    wanted: &'a [String],
}

impl<'de> Visitor<'de> for Fields<'_> {
    type Value = Map<String, Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut fields = Map::new();
        while let Some(name) = map.next_key::<String>()? {
            let keep = self.wanted.contains(&name);
            let value = map.next_value_seed(Single { keep })?;
            if keep {
                fields.insert(name, value);
            } else if fields.len() < NAMES {
                fields.insert(name, Value::Null);
            }
        }
        Ok(fields)
    }
}

/// Reads a value, and keeps it if it is a single one and that is wanted. What is not
/// kept is read as strictly, numbers and depth included.
struct Single {
    keep: bool,
}

impl Single {
    fn value(&self, value: impl Into<Value>) -> Value {
        match self.keep {
            true => value.into(),
            false => Value::Null,
        }
    }
}

impl<'de> DeserializeSeed<'de> for Single {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, json: D) -> Result<Value, D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Single {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(self.value(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(self.value(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(self.value(value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(self.value(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(match self.keep {
            true => Value::String(value.into()),
            false => Value::Null,
        })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<Value, A::Error> {
        while values.next_element_seed(Self { keep: false })?.is_some() {}
        Ok(Value::Array(Vec::new()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        while fields.next_key::<IgnoredAny>()?.is_some() {
            fields.next_value_seed(Self { keep: false })?;
        }
        Ok(Value::Object(Map::new()))
    }
}

/// What is wrong with a line, and what to do.
fn explain(error: &serde_json::Error, text: &str) -> Error {
    let (problem, column) = without_place(error);
    let a_line = "write one JSON object a line, such as {\"text\":\"…\"}";
    let (problem, remedy) = match (problem.as_str(), beginning(text)) {
        ("recursion limit exceeded", _) => (
            "lists and objects stand more than 127 deep in each other",
            "write the text as a field of the record itself",
        ),
        ("number out of range", _) => (
            "the number is too large",
            "write numbers up to 1.8e308, or as strings",
        ),
        (_, Some(other)) => {
            return Error::new(format!("is not a JSON object but {other}")).remedy(a_line);
        }
        (problem, None) => (problem, a_line),
    };
    Error::new(format!("is not a JSON object: {problem}{column}")).remedy(remedy)
}

/// The message and the column, without the line, which is always 1.
fn without_place(error: &serde_json::Error) -> (String, String) {
    let message = error.to_string();
    match message.rfind(" at line ") {
        Some(place) => (
            message[..place].to_string(),
            format!(" (column {})", error.column()),
        ),
        None => (message, String::new()),
    }
}

/// What a line begins that begins no object.
fn beginning(text: &str) -> Option<&'static str> {
    match text.trim_start().bytes().next()? {
        b'{' => None,
        b'[' => Some("a list"),
        b'"' => Some("a string"),
        b'-' | b'0'..=b'9' => Some("a number"),
        b'<' => Some("HTML or XML"),
        _ => Some("other text"),
    }
}
