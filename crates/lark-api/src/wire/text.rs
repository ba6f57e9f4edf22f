//! Reads a request's fields out of text: a URL carries only text, so it becomes whatever is asked of it.
//!
//! Looking at the field's schema instead would break on numbers in newtypes.

use std::cell::RefCell;

use serde::{
    Deserializer,
    de::{
        DeserializeOwned, IntoDeserializer, Visitor,
        value::{MapDeserializer, SeqDeserializer},
    },
    forward_to_deserialize_any,
};
use serde_json::{Error, Value};

/// A field on its way in.
pub(super) enum Field {
    /// Every value the name had, in their order.
    Text(Vec<String>),
    Json(Value),
}

/// Builds a request from its fields; on failure also the name of the field at fault.
///
/// The name is noted as the fields are handed out. Wrapping every deserializer to learn the whole
/// path would double the code of each request.
pub(super) fn deserialize<T: DeserializeOwned>(
    fields: Vec<(String, Field)>,
) -> Result<T, (Option<String>, Error)> {
    let current = RefCell::new(None);
    let mut fields = fields.into_iter();
    let noted = std::iter::from_fn(|| {
        let next = fields.next();
        *current.borrow_mut() = next.as_ref().map(|(name, _)| name.clone());
        next
    });
    T::deserialize(MapDeserializer::<_, Error>::new(noted)).map_err(|error| (current.take(), error))
}

impl Field {
    pub(super) fn text(value: String) -> Self {
        Self::Text(vec![value])
    }
}

fn first(values: Vec<String>) -> String {
    values.into_iter().next().unwrap_or_default()
}

macro_rules! parsed {
    ($($deserialize:ident $visit:ident)*) => { $(
        fn $deserialize<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            match self {
                Self::Json(value) => value.$deserialize(visitor),
                Self::Text(values) => {
                    let text = first(values);
                    match text.parse() {
                        Ok(parsed) => visitor.$visit(parsed),
                        Err(_) => visitor.visit_string(text),
                    }
                }
            }
        }
    )* };
}

impl<'de> Deserializer<'de> for Field {
    type Error = Error;

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::Json(value) => value.deserialize_bool(visitor),
            Self::Text(values) => {
                let text = first(values);
                // Python's SDK writes `True`, and Lark takes what Go's `ParseBool` takes.
                match text.as_str() {
                    "1" | "t" | "T" | "true" | "TRUE" | "True" => visitor.visit_bool(true),
                    "0" | "f" | "F" | "false" | "FALSE" | "False" => visitor.visit_bool(false),
                    _ => visitor.visit_string(text),
                }
            }
        }
    }

    parsed! {
        deserialize_f64 visit_f64
        deserialize_u8 visit_u8 deserialize_u16 visit_u16
        deserialize_u32 visit_u32 deserialize_u64 visit_u64
        deserialize_i32 visit_i32 deserialize_i64 visit_i64
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::Json(value) => value.deserialize_any(visitor),
            Self::Text(values) => visitor.visit_string(first(values)),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::Json(value) => value.deserialize_seq(visitor),
            Self::Text(values) => {
                let items = values.into_iter().map(Self::text);
                SeqDeserializer::new(items).deserialize_any(visitor)
            }
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Self::Json(Value::Null) => visitor.visit_none(),
            // Python's SDK sends an empty part for what nobody gave it.
            Self::Text(values) if values.iter().all(String::is_empty) => visitor.visit_none(),
            some => visitor.visit_some(some),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self {
            Self::Json(value) => value.deserialize_enum(name, variants, visitor),
            Self::Text(values) => {
                first(values).into_deserializer().deserialize_enum(name, variants, visitor)
            }
        }
    }

    forward_to_deserialize_any! {
        i8 i16 i128 u128 f32 char str string bytes byte_buf unit unit_struct tuple tuple_struct
        map struct identifier ignored_any
    }
}

impl<'de> IntoDeserializer<'de, Error> for Field {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}
