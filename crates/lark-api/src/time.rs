//! Points in time as Lark writes them: whole numbers in JSON strings, in two units.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

macro_rules! timestamp {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, JsonSchema)]
        #[schemars(with = "String")]
        pub struct $name(pub i64);

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(itoa::Buffer::new().format(self.0))
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_any(WholeNumber).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

timestamp! {
    /// Milliseconds since 1970, on the wire a string of digits.
    Millis
}
timestamp! {
    /// Seconds since 1970, on the wire a string of digits.
    Seconds
}

/// Reads a number, or a string of digits; an empty string is 0, as some services write "never".
struct WholeNumber;

impl de::Visitor<'_> for WholeNumber {
    type Value = i64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string of digits")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<i64, E> {
        if text.is_empty() {
            return Ok(0);
        }
        text.parse().map_err(|_| E::invalid_value(de::Unexpected::Str(text), &self))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<i64, E> {
        Ok(number)
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<i64, E> {
        i64::try_from(number).map_err(|_| E::invalid_value(de::Unexpected::Unsigned(number), &self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_a_string_on_the_wire_and_read_from_either_form() {
        assert_eq!(serde_json::to_string(&Millis(1_615_380_573_411)).unwrap(), "\"1615380573411\"");
        assert_eq!(serde_json::from_str::<Millis>("\"12\"").unwrap(), Millis(12));
        assert_eq!(serde_json::from_str::<Millis>("12").unwrap(), Millis(12));
        assert_eq!(serde_json::from_str::<Millis>("\"\"").unwrap(), Millis(0));
        assert!(serde_json::from_str::<Millis>("\"soon\"").is_err());
    }
}
