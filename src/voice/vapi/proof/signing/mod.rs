//! How the sender of a webhook signs it: what is signed, with what, and in which headers the signature travels.
//!
//! A scheme is what an operator typed into an HMAC credential at Vapi. The defaults are Vapi's own; with other members it is Standard
//! Webhooks (`webhook-id`, `webhook-timestamp`, `webhook-signature`), or what GitHub does (`sha256=`).

use core::ops::RangeInclusive;

use serde::{Deserialize, Deserializer, Serialize, de::Error};
use serde_json::Value;
use utoipa::ToSchema;

use crate::domain::document::{DocumentError, within};

const TOLERANCE_LIMITS: RangeInclusive<u32> = 1..=3_600;
const LONGEST_HEADER: usize = 64;
const LONGEST_PREFIX: usize = 32;
const LONGEST_FORMAT: usize = 200;

/// A hash under HMAC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum SigningAlgorithm {
    /// HMAC-SHA-256.
    #[default]
    Sha256,
    /// HMAC-SHA-512.
    Sha512,
    /// HMAC-SHA-1.
    Sha1,
}

/// How a signature is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum SignatureEncoding {
    /// Hexadecimal, in either case.
    #[default]
    Hex,
    /// Base64 with its padding (RFC 4648 section 4).
    Base64,
}

/// How webhooks are signed. Absent members are as Vapi has them by default.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SigningScheme {
    /// The header of the signature; its name has `sig` in it. Several signatures are separated by spaces or commas.
    pub signature_header: String,
    /// The header of the time of signing, in seconds or milliseconds since 1970. It is read if `payload_format` names it.
    pub timestamp_header: Option<String>,
    /// The header of the message's id. It is read if `payload_format` names it.
    pub id_header: Option<String>,
    /// The hash.
    pub algorithm: SigningAlgorithm,
    /// How the signature is written.
    pub encoding: SignatureEncoding,
    /// What stands before every signature, such as `sha256=` or `v1,`; signatures without it are not looked at.
    pub prefix: String,
    /// Whether secrets are base64 of the key, with or without `whsec_` before it, and not the key itself.
    pub secret_is_base64: bool,
    /// What is signed: `{body}`, and `{timestamp}`, `{method}`, `{url}` and `{id}` (or `{svix-id}`), with any text between them.
    pub payload_format: String,
    /// For how many seconds before and after the time of signing a signature holds, 1 to 3600.
    pub tolerance_seconds: u32,
}

impl Default for SigningScheme {
    fn default() -> Self {
        Self {
            signature_header: "x-signature".into(),
            timestamp_header: Some("x-timestamp".into()),
            id_header: None,
            algorithm: SigningAlgorithm::default(),
            encoding: SignatureEncoding::default(),
            prefix: String::new(),
            secret_is_base64: false,
            payload_format: "{timestamp}.{body}".into(),
            tolerance_seconds: 300,
        }
    }
}

/// One piece of what is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// As it stands.
    Text(&'a str),
    /// The time of signing, as it was sent.
    Timestamp,
    /// The bytes of the body.
    Body,
    /// `POST`.
    Method,
    /// The URL that was called.
    Url,
    /// The message's id.
    Id,
    /// In braces, and nothing that we know.
    Unknown,
}

/// By way of one JSON value: schemes are read out of several kinds of documents, and a reader of its own for each is large.
impl<'de> Deserialize<'de> for SigningScheme {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::read(Value::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

impl SigningScheme {
    /// Reads a document. Reports the first member that is unknown or has a value that it cannot have.
    pub fn read(document: Value) -> Result<Self, DocumentError> {
        let Value::Object(members) = document else { return Err(DocumentError::new("", "must be an object")) };
        let mut scheme = Self::default();
        for (member, value) in members {
            if !scheme.take(&member, value) {
                return Err(DocumentError::new(member, "is not known here, or cannot have this value"));
            }
        }
        Ok(scheme)
    }

    fn take(&mut self, member: &str, value: Value) -> bool {
        match (member, value) {
            ("signature_header", Value::String(text)) => self.signature_header = text,
            ("timestamp_header", Value::String(text)) => self.timestamp_header = Some(text),
            ("timestamp_header", Value::Null) => self.timestamp_header = None,
            ("id_header", Value::String(text)) => self.id_header = Some(text),
            ("id_header", Value::Null) => self.id_header = None,
            ("algorithm", value) if value == "sha256" => self.algorithm = SigningAlgorithm::Sha256,
            ("algorithm", value) if value == "sha512" => self.algorithm = SigningAlgorithm::Sha512,
            ("algorithm", value) if value == "sha1" => self.algorithm = SigningAlgorithm::Sha1,
            ("encoding", value) if value == "hex" => self.encoding = SignatureEncoding::Hex,
            ("encoding", value) if value == "base64" => self.encoding = SignatureEncoding::Base64,
            ("prefix", Value::String(text)) => self.prefix = text,
            ("secret_is_base64", Value::Bool(is)) => self.secret_is_base64 = is,
            ("payload_format", Value::String(text)) => self.payload_format = text,
            ("tolerance_seconds", Value::Number(number)) => {
                self.tolerance_seconds = number.as_u64().and_then(|number| number.try_into().ok()).unwrap_or(0);
            }
            _ => return false,
        }
        true
    }

    /// The scheme with header names in lower case, if it can be followed. Reports the first thing wrong.
    pub fn checked(mut self) -> Result<Self, DocumentError> {
        let sign = Some(&mut self.signature_header);
        let headers = [sign, self.timestamp_header.as_mut(), self.id_header.as_mut()];
        for (header, field) in headers.into_iter().zip(["signature_header", "timestamp_header", "id_header"]) {
            let Some(name) = header else { continue };
            *name = header_name(name).ok_or_else(|| DocumentError::new(field, "must be the name of a header"))?;
        }
        // Whether a request is signed at all has to be seen before it is known whose it is, and so by which scheme.
        require(self.signature_header.contains("sig"), "signature_header", "must have `sig` in its name")?;
        self.check_prefix()?;
        self.check_format()?;
        within("tolerance_seconds", self.tolerance_seconds, &TOLERANCE_LIMITS)?;
        Ok(self)
    }

    fn check_prefix(&self) -> Result<(), DocumentError> {
        let sound = self.prefix.len() <= LONGEST_PREFIX && self.prefix.bytes().all(|byte| byte.is_ascii_graphic());
        require(sound, "prefix", "must be at most 32 visible ASCII characters")
    }

    fn check_format(&self) -> Result<(), DocumentError> {
        let known = self.payload_format.len() <= LONGEST_FORMAT && !self.names(Piece::Unknown);
        let format = "payload_format";
        require(
            known,
            format,
            "must be made of {timestamp}, {body}, {method}, {url} and {id}, at most 200 characters",
        )?;
        require(self.names(Piece::Body), format, "must name {body}")?;
        let timestamp = self.timestamp_header.is_some() || !self.names(Piece::Timestamp);
        require(timestamp, "timestamp_header", "is needed, since payload_format names {timestamp}")?;
        let id = self.id_header.is_some() || !self.names(Piece::Id);
        require(id, "id_header", "is needed, since payload_format names {id}")
    }

    /// Whether `piece` is signed.
    pub fn names(&self, piece: Piece<'_>) -> bool {
        self.pieces().any(|known| known == piece)
    }

    /// What is signed, in order.
    pub fn pieces(&self) -> impl Iterator<Item = Piece<'_>> {
        let mut rest = self.payload_format.as_str();
        core::iter::from_fn(move || {
            let (piece, behind) = next_piece(rest)?;
            rest = behind;
            Some(piece)
        })
    }
}

fn next_piece(format: &str) -> Option<(Piece<'_>, &str)> {
    if format.is_empty() {
        return None;
    }
    let Some(inside) = format.strip_prefix('{') else {
        let (text, behind) = format.split_at(format.find('{').unwrap_or(format.len()));
        return Some((if text.contains('}') { Piece::Unknown } else { Piece::Text(text) }, behind));
    };
    let (name, behind) = inside.split_once('}').unwrap_or_default();
    let piece = match name {
        "timestamp" => Piece::Timestamp,
        "body" => Piece::Body,
        "method" => Piece::Method,
        "url" => Piece::Url,
        "id" | "svix-id" => Piece::Id,
        _ => Piece::Unknown,
    };
    Some((piece, behind))
}

/// A header's name in lower case; `None` when it is not one.
pub fn header_name(text: &str) -> Option<String> {
    let sound = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    ((1..=LONGEST_HEADER).contains(&text.len()) && text.bytes().all(sound)).then(|| text.to_ascii_lowercase())
}

fn require(holds: bool, field: &str, reason: &str) -> Result<(), DocumentError> {
    if holds { Ok(()) } else { Err(DocumentError::new(field, reason)) }
}

#[cfg(test)]
mod tests;
