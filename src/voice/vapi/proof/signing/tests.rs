use serde_json::{Value, json};

use super::*;

fn checked(document: &Value) -> Result<SigningScheme, String> {
    let scheme: SigningScheme = serde_json::from_value(document.clone()).map_err(|error| error.to_string())?;
    scheme.checked().map_err(|error| error.to_string())
}

#[test]
fn what_is_left_out_is_as_vapi_has_it() {
    let scheme = checked(&json!({})).unwrap();
    assert_eq!(
        (scheme.signature_header.as_str(), scheme.timestamp_header.as_deref()),
        ("x-signature", Some("x-timestamp"))
    );
    let pieces: Vec<Piece<'_>> = scheme.pieces().collect();
    assert_eq!(pieces, [Piece::Timestamp, Piece::Text("."), Piece::Body]);
    assert_eq!(serde_json::from_value::<SigningScheme>(json!(scheme)).unwrap(), SigningScheme::default());
}

#[test]
fn standard_webhooks_can_be_said() {
    let scheme = checked(&json!({"signature_header": "Webhook-Signature", "timestamp_header": "Webhook-Timestamp",
        "id_header": "Webhook-Id", "encoding": "base64", "prefix": "v1,", "secret_is_base64": true,
        "payload_format": "{id}.{timestamp}.{body}"}))
    .unwrap();
    assert_eq!(scheme.id_header.as_deref(), Some("webhook-id"));
    let pieces: Vec<Piece<'_>> = scheme.pieces().collect();
    assert_eq!(pieces, [Piece::Id, Piece::Text("."), Piece::Timestamp, Piece::Text("."), Piece::Body]);
}

#[test]
fn a_scheme_that_nothing_could_follow_is_refused_by_member() {
    for (document, problem) in [
        (json!({"signature_header": ""}), "signature_header must be the name"),
        (json!({"signature_header": "x signature"}), "signature_header must be the name"),
        (json!({"signature_header": "x-signature:"}), "signature_header must be the name"),
        (json!({"signature_header": "authorization"}), "signature_header must have `sig`"),
        (json!({"timestamp_header": "ü"}), "timestamp_header must be the name"),
        (json!({"id_header": "x".repeat(65)}), "id_header must be the name"),
        (json!({"timestamp_header": null}), "timestamp_header is needed"),
        (json!({"payload_format": "{id}.{body}"}), "id_header is needed"),
        (json!({"payload_format": "{svix-id}.{body}"}), "id_header is needed"),
        (json!({"payload_format": "{timestamp}"}), "payload_format must name {body}"),
        (json!({"payload_format": ""}), "payload_format must name {body}"),
        (json!({"payload_format": "{Timestamp}.{body}"}), "payload_format must be made of"),
        (json!({"payload_format": "{body"}), "payload_format must be made of"),
        (json!({"payload_format": "body}{body}"}), "payload_format must be made of"),
        (json!({"payload_format": format!("{{body}}{}", "x".repeat(200))}), "payload_format must be made of"),
        (json!({"prefix": "sha256= "}), "prefix must be"),
        (json!({"prefix": "v".repeat(33)}), "prefix must be"),
        (json!({"tolerance_seconds": 0}), "tolerance_seconds must be from 1 to 3600"),
        (json!({"tolerance_seconds": 3601}), "tolerance_seconds must be from 1 to 3600"),
        (json!({"algorithm": "none"}), "algorithm is not known here, or cannot"),
        (json!({"encoding": "base64url"}), "encoding is not known here, or cannot"),
        (json!({"encoding": null}), "encoding is not known here, or cannot"),
        (json!({"tolerance_seconds": 1.5}), "tolerance_seconds must be from"),
        (json!([]), "must be an object"),
        (json!({"secret": "x"}), "secret is not known here, or cannot"),
    ] {
        let found = checked(&document).unwrap_err();
        assert!(found.contains(problem), "{document} should say {problem:?}, said {found:?}");
    }
}

#[test]
fn a_time_that_is_not_signed_needs_no_header() {
    assert!(checked(&json!({"timestamp_header": null, "payload_format": "{body}"})).is_ok());
}
