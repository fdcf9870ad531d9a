//! Forgiving deserialization: a member of an unexpected type is absent, never an error.
//!
//! Platforms' documents, types and traffic disagree, and a webhook that fails on a member it does not need is a webhook that is not
//! heard. Nothing that is not asked for is kept in memory.

use std::{fmt, marker::PhantomData};

use chrono::DateTime;
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, IgnoredAny, MapAccess, SeqAccess, Visitor, value::MapAccessDeserializer},
};
use serde_json::value::RawValue;

/// Items beyond these are not kept: a body of 1 MiB could otherwise become a hundred times that in memory. One more than the most that is
/// of use tells that a list is longer.
const MOST_ITEMS: usize = 1001;

/// An id: a string, or a number by its digits as they were sent, or `None` for anything else.
#[derive(Clone, Debug, Default)]
pub(crate) struct Id(pub(crate) Option<String>);

/// A string, or `None` for anything else.
#[derive(Clone, Debug, Default)]
pub(crate) struct Text(pub(super) Option<String>);

/// A number, or an RFC 3339 time in milliseconds since 1970, or `None` for anything else.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Number(pub(super) Option<f64>);

/// Yes or no, also as the word `true` or `false`; `None` for anything else.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct YesOrNo(pub(super) Option<bool>);

/// An object read as `T`, or `T::default()` for anything else.
#[derive(Clone, Debug, Default)]
pub(crate) struct Object<T>(pub(super) T);

/// The first 1001 objects of a list, or none for anything else. Members that are no objects become `T::default()`, so that positions
/// hold.
#[derive(Clone, Debug)]
pub(crate) struct List<T>(pub(super) Vec<T>);

/// A string, or the `text` of each object of a list, as a model's messages have either; `None` for anything else.
#[derive(Clone, Debug, Default)]
pub(crate) struct Spoken(pub(super) Option<String>);

/// The last object of a list that matters, or `None`. The others are dropped as they are read, so that a long list takes no memory.
#[derive(Clone, Debug)]
pub(crate) struct Last<T>(pub(super) Option<T>);

/// What tells whether an object of a list matters.
pub(crate) trait Matters {
    fn matters(&self) -> bool;
}

/// A list of which `T` takes in one object after the other, so that a long list takes no memory.
#[derive(Clone, Debug, Default)]
pub(crate) struct Folded<T>(pub(super) T);

/// What takes in the objects of a list, and keeps what it needs of them.
pub(crate) trait TakesIn: Default {
    type Item: DeserializeOwned + Default;

    fn take_in(&mut self, item: Self::Item);
}

/// An object read as `T`, or a string, or `None`.
#[derive(Clone, Debug, Default)]
pub(crate) enum TextOr<T> {
    Text(String),
    Object(T),
    #[default]
    Neither,
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // As a number it would lose digits beyond 64 bits, and how it was written.
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        Ok(Self(match raw.get().as_bytes().first() {
            Some(b'"') => serde_json::from_str(raw.get()).ok(),
            Some(b'-' | b'0'..=b'9') => Some(raw.get().to_owned()),
            _ => None,
        }))
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // 1e999 is JSON, and nothing that serde_json reads as a number.
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        Ok(Self(match raw.get().as_bytes().first() {
            Some(b'"') => serde_json::from_str(raw.get()).ok().and_then(|text: String| milliseconds(&text)),
            Some(b'-' | b'0'..=b'9') => raw.get().parse().ok().filter(|number: &f64| number.is_finite()),
            _ => None,
        }))
    }
}

impl<'de> Deserialize<'de> for YesOrNo {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        Ok(Self(raw.get().trim_matches('"').to_ascii_lowercase().parse().ok()))
    }
}

/// An RFC 3339 time in milliseconds since 1970.
#[expect(clippy::cast_precision_loss, reason = "milliseconds of this age are exact")]
fn milliseconds(text: &str) -> Option<f64> {
    DateTime::parse_from_rfc3339(text).ok().map(|time| time.timestamp_millis() as f64)
}

impl Text {
    pub(crate) fn as_str(&self) -> Option<&str> {
        self.0.as_deref()
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        Ok(Self(raw.get().starts_with('"').then(|| serde_json::from_str(raw.get()).ok()).flatten()))
    }
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Default for Last<T> {
    fn default() -> Self {
        Self(None)
    }
}

/// The JSON kinds that a lenient type may care about.
trait Kinds: Sized + Default {
    fn text(_: &str) -> Self {
        Self::default()
    }

    fn map<'de, A: MapAccess<'de>>(map: A) -> Result<Self, A::Error> {
        IgnoredAny.visit_map(map).map(|_| Self::default())
    }

    fn seq<'de, A: SeqAccess<'de>>(seq: A) -> Result<Self, A::Error> {
        IgnoredAny.visit_seq(seq).map(|_| Self::default())
    }
}

impl Kinds for Spoken {
    fn text(text: &str) -> Self {
        Self(Some(text.to_owned()))
    }

    fn seq<'de, A: SeqAccess<'de>>(seq: A) -> Result<Self, A::Error> {
        #[derive(Default, Deserialize)]
        #[serde(default)]
        struct Part {
            text: Text,
        }
        let List(parts) = <List<Part> as Kinds>::seq(seq)?;
        let texts: Vec<String> = parts.into_iter().filter_map(|part| part.text.0).collect();
        Ok(Self((!texts.is_empty()).then(|| texts.join(" "))))
    }
}

impl<T: DeserializeOwned + Default + Matters> Kinds for Last<T> {
    fn seq<'de, A: SeqAccess<'de>>(mut seq: A) -> Result<Self, A::Error> {
        let mut last = None;
        while let Some(Object(item)) = seq.next_element::<Object<T>>()? {
            if item.matters() {
                last = Some(item);
            }
        }
        Ok(Self(last))
    }
}

impl<T: TakesIn> Kinds for Folded<T> {
    fn seq<'de, A: SeqAccess<'de>>(mut seq: A) -> Result<Self, A::Error> {
        let mut folded = T::default();
        while let Some(Object(item)) = seq.next_element::<Object<T::Item>>()? {
            folded.take_in(item);
        }
        Ok(Self(folded))
    }
}

impl<T: DeserializeOwned + Default> Kinds for Object<T> {
    fn map<'de, A: MapAccess<'de>>(map: A) -> Result<Self, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(Self)
    }
}

impl<T: DeserializeOwned + Default> Kinds for List<T> {
    fn seq<'de, A: SeqAccess<'de>>(mut seq: A) -> Result<Self, A::Error> {
        let mut items = Vec::new();
        while items.len() < MOST_ITEMS
            && let Some(Object(item)) = seq.next_element::<Object<T>>()?
        {
            items.push(item);
        }
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Self(items))
    }
}

impl<T: DeserializeOwned + Default> Kinds for TextOr<T> {
    fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    fn map<'de, A: MapAccess<'de>>(map: A) -> Result<Self, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(Self::Object)
    }
}

struct Lenient<T>(PhantomData<T>);

impl<'de, T: Kinds> Visitor<'de> for Lenient<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E>(self) -> Result<T, E> {
        Ok(T::default())
    }

    fn visit_bool<E>(self, _: bool) -> Result<T, E> {
        Ok(T::default())
    }

    fn visit_i64<E>(self, _: i64) -> Result<T, E> {
        Ok(T::default())
    }

    fn visit_u64<E>(self, _: u64) -> Result<T, E> {
        Ok(T::default())
    }

    fn visit_f64<E>(self, _: f64) -> Result<T, E> {
        Ok(T::default())
    }

    fn visit_str<E>(self, text: &str) -> Result<T, E> {
        Ok(T::text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<T, A::Error> {
        T::seq(seq)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::map(map)
    }
}

/// `Deserialize` through [`Kinds`], which a blanket impl cannot give.
macro_rules! lenient {
    ($name:ident $(<$t:ident $(: $bound:ident)?>)?) => {
        impl<'de $(, $t: DeserializeOwned + Default $(+ $bound)?)?> Deserialize<'de> for $name $(<$t>)? {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_any(Lenient(PhantomData))
            }
        }
    };
}

lenient!(Spoken);
lenient!(Object<T>);
lenient!(List<T>);
lenient!(Last<T: Matters>);
lenient!(TextOr<T>);

impl<'de, T: TakesIn> Deserialize<'de> for Folded<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Lenient(PhantomData))
    }
}
