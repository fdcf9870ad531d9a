use serde::Deserialize;

use super::*;

const TOKEN: &str = "12345";
const URL: &str = "https://mycompany.com/myapp.php?foo=1&bar=2";

fn fields(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// The example of Twilio's documentation, from a caller.
fn published(caller: &str) -> Vec<(String, String)> {
    fields(&[
        ("Digits", "1234"),
        ("To", "+18005551212"),
        ("From", caller),
        ("Caller", caller),
        ("CallSid", "CA1234567890ABCDE"),
    ])
}

fn signed(signature: &str, url: &str, fields: &[(String, String)]) -> bool {
    is_signed(&Secret::new(TOKEN), Algorithm::HmacSha1, signature, url, fields)
}

#[test]
fn the_published_examples_verify() {
    assert!(signed("RSOYDt4T1cUTdK1PDd93/VVr8B8=", URL, &published("+14158675309")));
    assert!(signed("0/KCTR6DLpKmkAf8muzZqo1nDgQ=", URL, &published("+12349013030")));
}

// I19
#[test]
fn nothing_else_verifies() {
    let (signature, form) = ("0/KCTR6DLpKmkAf8muzZqo1nDgQ=", published("+12349013030"));
    for (wrong, why) in [
        ("", "no signature"),
        ("0/KCTR6DLpKmkAf8muzZqo1nDgQ", "its padding lost"),
        ("0/KCTR6DLpKmkAf8muzZqo1nDg==", "cut short"),
        ("0/KCTR6DLpKmkAf8muzZqo1nDgR=", "other trailing bits"),
        ("1/KCTR6DLpKmkAf8muzZqo1nDgQ=", "another one"),
        ("0/KCTR6DLpKmkAf8muzZqo1nDgQ= ", "space behind it"),
        ("ü", "no base64"),
    ] {
        assert!(!signed(wrong, URL, &form), "{why}");
    }
    for url in [
        "https://mycompany.com/myapp.php?foo=1",
        "https://mycompany.com/myapp.php?bar=2&foo=1",
        "http://mycompany.com/myapp.php?foo=1&bar=2",
        "https://mycompany.com/myapp.php?foo=1&bar=2#",
        "https://mycompany.com.example/myapp.php?foo=1&bar=2",
    ] {
        assert!(!signed(signature, url, &form), "{url}");
    }
    for position in 0..form.len() {
        let mut less = form.clone();
        less.remove(position);
        assert!(!signed(signature, URL, &less), "without {position}");
        let mut other = form.clone();
        other[position].1.push('0');
        assert!(!signed(signature, URL, &other), "another {position}");
    }
    let more = [form.clone(), fields(&[("Added", "")])].concat();
    assert!(!signed(signature, URL, &more));
    assert!(!is_signed(&Secret::new("12346"), Algorithm::HmacSha1, signature, URL, &form));
}

#[test]
fn without_a_token_nothing_verifies() {
    let mac = <Hmac<Sha1> as Mac>::new_from_slice(b"").unwrap().chain_update(URL);
    let signature = STANDARD.encode(mac.finalize().into_bytes());
    assert!(!is_signed(&Secret::new(""), Algorithm::HmacSha1, &signature, URL, &[]));
}

#[test]
fn ports_are_taken_off_and_put_on() {
    for (url, without, with) in [
        ("https://a.example/x?y=z:1", "https://a.example/x?y=z:1", "https://a.example:443/x?y=z:1"),
        ("https://a.example:443/x", "https://a.example/x", "https://a.example:443/x"),
        ("http://127.0.0.1:8787/x", "http://127.0.0.1/x", "http://127.0.0.1:8787/x"),
        ("http://a.example?b", "http://a.example?b", "http://a.example:80?b"),
        ("http://[::1]/x", "http://[::1]/x", "http://[::1]:80/x"),
    ] {
        assert_eq!(ports(url), [without, with]);
    }
}

/// What Twilio's client for Node says of requests made at random; `tests/vectors/twilio_signatures.mjs` writes them, and a test
/// there holds the file against the client.
#[test]
fn signatures_of_twilios_own_client_verify() {
    #[derive(Deserialize)]
    struct Vector {
        token: String,
        url: String,
        fields: Vec<(String, String)>,
        signature: String,
    }
    let text = include_str!("../../../../tests/vectors/twilio_signatures.json");
    let vectors: Vec<Vector> = serde_json::from_str(text).unwrap();
    assert!(vectors.len() >= 200);
    for Vector { token, url, mut fields, signature } in vectors {
        let token = Secret::new(token);
        assert!(is_signed(&token, Algorithm::HmacSha1, &signature, &url, &fields), "{url} {fields:?}");
        fields.reverse();
        assert!(
            is_signed(&token, Algorithm::HmacSha1, &signature, &url, &fields),
            "in another order: {url} {fields:?}"
        );
        fields.push(("Zz".into(), "added".into()));
        assert!(!is_signed(&token, Algorithm::HmacSha1, &signature, &url, &fields), "with more: {url} {fields:?}");
    }
}

/// HMAC-SHA256 under shared keys; `tests/vectors/twilio_shared_keys.mjs` writes them.
#[test]
fn signatures_under_shared_keys_verify() {
    #[derive(Deserialize)]
    struct Vector {
        key: String,
        url: String,
        fields: Vec<(String, String)>,
        signature: String,
    }
    let text = include_str!("../../../../tests/vectors/twilio_shared_keys.json");
    let vectors: Vec<Vector> = serde_json::from_str(text).unwrap();
    assert!(vectors.len() >= 100);
    for Vector { key, url, mut fields, signature } in vectors {
        let key = Secret::new(key);
        let signed = |algorithm, fields: &[_]| is_signed(&key, algorithm, &signature, &url, fields);
        assert!(signed(Algorithm::HmacSha256, &fields), "{url} {fields:?}");
        assert!(!signed(Algorithm::HmacSha1, &fields), "the other hash: {url} {fields:?}");
        fields.push(("Zz".into(), "added".into()));
        assert!(!signed(Algorithm::HmacSha256, &fields), "with more: {url} {fields:?}");
    }
}

#[test]
fn the_header_names_the_hash() {
    for (settings, algorithm) in [
        ("key=webhooks_sharedkey_01,algorithm=HMAC_SHA256", Some(Algorithm::HmacSha256)),
        ("algorithm = hmac_sha256 , key=x", Some(Algorithm::HmacSha256)),
        ("key=x,algorithm=HMAC_SHA1", Some(Algorithm::HmacSha1)),
        ("key=x", Some(Algorithm::HmacSha1)),
        ("", Some(Algorithm::HmacSha1)),
        ("key=x,algorithm=", Some(Algorithm::HmacSha1)),
        ("key=x,algorithm=HMAC_SHA512", None),
        ("key=x,algorithm=none", None),
    ] {
        assert_eq!(Algorithm::named(settings), algorithm, "{settings}");
    }
}
