use std::collections::HashMap;

use super::*;

const KEY: &str = "k1:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

fn production() -> HashMap<&'static str, &'static str> {
    HashMap::from([
        ("ENVIRONMENT", "production"),
        ("JWT_SECRET", "a-secret-of-more-than-thirty-two-bytes"),
        ("VAULT_KEYS", KEY),
        ("VAPI_AUTH", "secret"),
        ("VAPI_SECRETS", "first-long-enough-secret second-long-enough-secret"),
    ])
}

fn problems(changes: &[(&'static str, &'static str)]) -> Vec<String> {
    let mut vars = production();
    vars.extend(changes.iter().copied());
    Config::read(|name| vars.get(name).map(|v| (*v).to_owned())).map_or_else(|error| error.0, |_| Vec::new())
}

#[test]
fn a_sound_production_configuration_is_read() {
    let vars = production();
    let config = Config::read(|name| vars.get(name).map(|v| (*v).to_owned())).unwrap();
    assert_eq!(config.environment, Environment::Production);
    assert_eq!(config.vendors.google_api_base, "https://www.googleapis.com");
    assert!(!config.vapi_legacy, "the model never selects a clinic unless an operator says so");
    assert!(matches!(config.vapi_auth, VapiAuth::Secrets(secrets) if secrets.len() == 2));
}

#[test]
fn every_problem_is_named_at_once() {
    let found = Config::read(|_| None).unwrap_err().0.join("\n");
    for name in ["ENVIRONMENT", "JWT_SECRET", "VAULT_KEYS", "VAPI_AUTH"] {
        assert!(found.contains(name), "{name} is not in:\n{found}");
    }
}

#[test]
fn production_refuses_what_is_weak() {
    let published = "k1:ZnJvbnRkZXNrLWxvY2FsLW9ubHktdmF1bHQta2V5LTE=";
    let table = [
        (("JWT_SECRET", "short"), "32 bytes"),
        (("JWT_SECRET", "frontdesk-local-only-secret-never-use-in-production"), "published"),
        (("VAULT_KEYS", published), "published"),
        (("VAULT_KEYS", "k1:c2hvcnQ="), "not 32 bytes"),
        (("VAULT_KEYS", "k1"), "id:base64"),
        (("VAULT_KEYS", "k 1:c2hvcnQ="), "key id"),
        (("VAPI_AUTH", "off"), "refused in production"),
        (("VAPI_SECRETS", "short"), "16 characters"),
        (("GOOGLE_TOKEN_URL", "https://attacker.example/token"), "GOOGLE_TOKEN_URL must be https://oauth2"),
        (("GOOGLE_API_BASE", "http://www.googleapis.com"), "GOOGLE_API_BASE must be https://"),
        (("TWILIO_API_BASE", "https://api.twilio.com.attacker.example"), "TWILIO_API_BASE"),
        (("VAPI_LEGACY", "maybe"), "VAPI_LEGACY must be on or off"),
        (("ROUTE_TTL_SECONDS", "1e9"), "ROUTE_TTL_SECONDS"),
        (("GOOGLE_CLIENT_ID", "client"), "GOOGLE_CLIENT_SECRET"),
        (("PUBLIC_URL", "http://frontdesk.example.com"), "PUBLIC_URL must be an https origin"),
    ];
    for (change, reason) in table {
        let found = problems(&[change]).join("\n");
        assert!(found.contains(reason), "{change:?} should say {reason:?}, said {found:?}");
    }
}

#[test]
fn an_empty_list_of_vapi_secrets_refuses_everything_instead_of_nothing() {
    assert!(problems(&[("VAPI_SECRETS", "  ")]).join("").contains("VAPI_SECRETS is missing"));
}

#[test]
fn the_public_url_is_an_origin_or_absent() {
    let read = |environment: &str, url: &str| {
        let mut vars = production();
        vars.extend([("ENVIRONMENT", environment), ("PUBLIC_URL", url)]);
        let config = Config::read(|name| vars.get(name).map(|v| (*v).to_owned()));
        config.map(|config| config.public_url).map_err(|error| error.0.join("\n"))
    };
    assert_eq!(read("production", " "), Ok(None));
    for (environment, url, origin) in [
        ("production", "https://frontdesk.example.com/", "https://frontdesk.example.com"),
        ("production", "https://frontdesk.example.com:8443", "https://frontdesk.example.com:8443"),
        ("local", "http://127.0.0.1:8787", "http://127.0.0.1:8787"),
    ] {
        assert_eq!(read(environment, url), Ok(Some(origin.to_owned())));
    }
    for url in [
        "canary.example.com",
        "https://",
        "https://canary.example.com/api",
        "https://canary.example.com?a",
        "https://user@canary.example.com",
        "https://can_canary.example.com",
        "ftp://canary.example.com",
    ] {
        let problem = read("local", url).unwrap_err();
        assert!(problem.contains("PUBLIC_URL") && !problem.contains("canary"), "{url}: {problem}");
    }
}

#[test]
fn problems_never_quote_a_value() {
    let found =
        problems(&[("JWT_SECRET", "canary"), ("VAULT_KEYS", "k1:Y2FuYXJ5"), ("VAPI_SECRETS", "canary")]).join("\n");
    assert!(!found.contains("canary") && !found.contains("Y2FuYXJ5"), "{found}");
}

#[test]
fn debug_redacts() {
    let vars = production();
    let config = Config::read(|name| vars.get(name).map(|v| (*v).to_owned())).unwrap();
    let shown = format!("{config:?}");
    for secret in ["thirty-two", "0123456789abcdef", "long-enough"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}
