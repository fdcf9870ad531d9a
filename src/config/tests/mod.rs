use std::collections::HashMap;

use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

use super::*;

mod providers;
mod published;
mod secrets;

/// As a generator makes one. It is made here, since what stands in this repository is published.
fn random(seed: &str) -> String {
    STANDARD.encode(Sha256::digest(seed))
}

fn production() -> HashMap<&'static str, String> {
    HashMap::from([
        ("ENVIRONMENT", "production".to_owned()),
        ("JWT_SECRET", random("jwt")),
        ("VAULT_KEYS", format!("k1:{}", random("vault"))),
        ("VAPI_AUTH", "secret".to_owned()),
        ("VAPI_SECRETS", format!("{} {}", random("vapi 1"), random("vapi 2"))),
    ])
}

fn read(vars: &HashMap<&'static str, String>) -> Result<Config, ConfigError> {
    Config::read(|name| vars.get(name).cloned())
}

fn problems(changes: &[(&'static str, &str)]) -> Vec<String> {
    let mut vars = production();
    vars.extend(changes.iter().map(|(name, value)| (*name, (*value).to_owned())));
    read(&vars).map_or_else(|error| error.0, |_| Vec::new())
}

#[test]
fn a_sound_production_configuration_is_read() {
    let vars = production();
    let config = read(&vars).unwrap();
    assert_eq!(config.environment, Environment::Production);
    assert_eq!(config.vendors.google_api_base, "https://www.googleapis.com");
    assert!(!config.vapi_legacy, "the model never selects a clinic unless an operator says so");
    let VapiAuth::Proof(proof) = config.vapi_auth else { panic!("nothing is proven") };
    assert_eq!((proof.secrets.len(), proof.signing_secrets.len(), proof.secret_header), (2, 0, None));
}

#[test]
fn every_problem_is_named_at_once() {
    let found = Config::read(|_| None).unwrap_err().0.join("\n");
    for name in ["ENVIRONMENT", "JWT_SECRET", "VAULT_KEYS", "VAPI_AUTH"] {
        assert!(found.contains(name), "{name} is not in:\n{found}");
    }
}

/// Regions are a list of hosts: production asks the vendors' own, and wherever a sandbox is played it plays all of them.
#[test]
fn each_region_of_a_vendor_has_its_host() {
    let vendors = |changes: &[(&'static str, &'static str)]| {
        let mut vars = production();
        vars.extend(changes.iter().map(|(name, value)| (*name, (*value).to_owned())));
        let vendors = read(&vars).unwrap().vendors;
        let twilio = [TwilioRegion::Us1, TwilioRegion::Ie1].map(|region| vendors.twilio.at(region).clone());
        let twilio = twilio.map(|hosts| format!("{} {}", hosts.api, hosts.messaging));
        (twilio, [VapiRegion::Us, VapiRegion::Eu].map(|region| vendors.vapi.at(region).to_owned()))
    };
    let own = [
        "https://api.twilio.com https://messaging.twilio.com",
        "https://api.dublin.ie1.twilio.com https://messaging.dublin.ie1.twilio.com",
    ];
    assert_eq!(
        vendors(&[]),
        (own.map(str::to_owned), ["https://api.vapi.ai", "https://api.eu.vapi.ai"].map(str::to_owned))
    );
    let sandbox = "http://127.0.0.1:8788";
    let local = [("ENVIRONMENT", "local"), ("TWILIO_API_BASE", sandbox), ("VAPI_API_BASE", sandbox)];
    let played = [format!("{sandbox} {sandbox}"), format!("{sandbox}/ie1 {sandbox}/ie1")];
    assert_eq!(vendors(&local), (played, [sandbox.to_owned(), format!("{sandbox}/eu")]));
}

#[test]
fn production_refuses_what_is_weak() {
    let published = "k1:ZnJvbnRkZXNrLWxvY2FsLW9ubHktdmF1bHQta2V5LTE=";
    let table = [
        (("JWT_SECRET", "short"), "32 bytes"),
        (("JWT_SECRET", "frontdesk-local-only-secret-never-use-in-production"), "published"),
        (("JWT_SECRET", "a-secret-of-more-than-thirty-two-bytes"), "JWT_SECRET holds a secret that has a word in it"),
        (
            ("VAULT_KEYS", "k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
            "VAULT_KEYS holds a secret that is one byte, repeated",
        ),
        (
            ("VAULT_KEYS", "k1:AQIDBAUGBwgBAgMEBQYHCAECAwQFBgcIAQIDBAUGBwg="),
            "VAULT_KEYS holds a secret that repeats itself",
        ),
        (("VAULT_KEYS", "k1:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="), "VAULT_KEYS holds a secret that is a text"),
        (("RETELL_SECRETS", "aaaaaaaaaaaaaaaaaaaa1A"), "RETELL_SECRETS holds a secret that has too few"),
        (
            ("TELNYX_SIGNING_SECRETS", "dental-clinic-downtown-new-york"),
            "TELNYX_SIGNING_SECRETS holds a secret that has letters of one case",
        ),
        (("GOOGLE_CLIENT_SECRET", "google-client-secret-1"), "GOOGLE_CLIENT_SECRET holds a secret that has a word"),
        (("GOOGLE_CLIENT_ID", "frontdesk-demo.apps.example.com"), "GOOGLE_CLIENT_ID is the sandbox's"),
        (("VAPI_LEGACY", "on"), "VAPI_LEGACY=on is refused in production"),
        (("ALERT_WEBHOOK", "https://alerts.example.com"), "set both or neither"),
        (("ALERT_WEBHOOK_SECRET", "whsec_c2hvcnQ="), "set both or neither"),
        (("WEBHOOKS_LOCAL", "on"), "WEBHOOKS_LOCAL=on is refused in production"),
        (("WEBHOOKS_LOCAL", "yes"), "WEBHOOKS_LOCAL must be on or off"),
        (("SWEEP_SUBREQUESTS", "47"), "SWEEP_SUBREQUESTS must be a whole number from 48 to 5000"),
        (("JWT_MAX_LIFETIME_SECONDS", "0"), "JWT_MAX_LIFETIME_SECONDS must be a whole number from 60"),
        (("VAULT_KEYS", published), "published"),
        (("VAULT_KEYS", "k1:c2hvcnQ="), "not 32 bytes"),
        (("VAULT_KEYS", "k1"), "id:base64"),
        (("VAULT_KEYS", "k 1:c2hvcnQ="), "key id"),
        (("VAPI_AUTH", "off"), "refused in production"),
        (("VAPI_SECRETS", "short"), "VAPI_SECRETS holds a secret shorter than 16 bytes"),
        (("VAPI_SECRETS", "frontdesk-local-only-vapi-secret"), "VAPI_SECRETS is the published"),
        (("VAPI_HMAC_SECRETS", "short"), "VAPI_HMAC_SECRETS holds a secret shorter than 16 bytes"),
        (("VAPI_HMAC_SECRETS", "frontdesk-local-only-vapi-signing-secret"), "VAPI_HMAC_SECRETS is the published"),
        (("GOOGLE_TOKEN_URL", "https://attacker.example/token"), "GOOGLE_TOKEN_URL must be https://oauth2"),
        (("GOOGLE_API_BASE", "http://www.googleapis.com"), "GOOGLE_API_BASE must be https://"),
        (("TWILIO_API_BASE", "https://api.twilio.com.attacker.example"), "TWILIO_API_BASE"),
        (("TWILIO_MESSAGING_BASE", "https://messaging.twilio.com.attacker.example"), "TWILIO_MESSAGING_BASE"),
        (("VAPI_API_BASE", "https://api.vapi.ai.attacker.example"), "VAPI_API_BASE"),
        (("RETELL_API_BASE", "https://api.retellai.com.attacker.example"), "RETELL_API_BASE"),
        (("VAPI_LEGACY", "maybe"), "VAPI_LEGACY must be on or off"),
        (("ROUTE_TTL_SECONDS", "1e9"), "ROUTE_TTL_SECONDS"),
        (("GOOGLE_CLIENT_ID", "client"), "GOOGLE_CLIENT_SECRET"),
        (("GOOGLE_CLIENT_SECRET", "demo-client-secret-that-opens-nothing"), "set that of your own OAuth client"),
        (("PUBLIC_URL", "http://frontdesk.example.com"), "PUBLIC_URL must be an https origin"),
    ];
    for (change, reason) in table {
        let found = problems(&[change]).join("\n");
        assert!(found.contains(reason), "{change:?} should say {reason:?}, said {found:?}");
    }
}

/// `NAME=value` of a line, quotes taken off; also where it is commented out.
fn assignment(line: &'static str) -> Option<(&'static str, &'static str)> {
    let (name, value) = line.trim_start_matches("# ").split_once('=')?;
    let (name, value) = (name.trim(), value.trim().trim_matches('"'));
    let is_name = name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
    (is_name && !value.is_empty()).then_some((name, value))
}

#[test]
fn production_refuses_each_value_that_is_published_for_the_local_environment() {
    let (_, local) = include_str!("../../../wrangler.toml").split_once("[vars]").unwrap();
    let (local, _) = local.split_once("\n[").unwrap();
    let secrets: Vec<_> = include_str!("../../../.dev.vars.example").lines().filter_map(assignment).collect();
    let vars: Vec<_> = local.lines().filter_map(assignment).collect();
    assert!(secrets.len() >= 5 && vars.len() >= 10, "{secrets:?} {vars:?}");
    // The one says that this is not production, the others are an operator's to choose there.
    let chosen = ["ENVIRONMENT", "RATE_LIMITS", "UNPROVEN_NUMBERS"];
    for (name, value) in secrets.into_iter().chain(vars).filter(|(name, _)| !chosen.contains(name)) {
        let secret = random("google");
        let others = [("GOOGLE_CLIENT_ID", "a-client"), ("GOOGLE_CLIENT_SECRET", &*secret)];
        let found = problems(&[others[0], others[1], (name, value)]);
        assert!(found.iter().any(|problem| problem.starts_with(name)), "{name} is taken: {found:?}");
    }
    assert_eq!(problems(&[("GOOGLE_CLIENT_ID", "a-client"), ("GOOGLE_CLIENT_SECRET", &random("google"))]), [""; 0]);
}

#[test]
fn an_empty_list_of_vapi_secrets_refuses_everything_instead_of_nothing() {
    assert!(problems(&[("VAPI_SECRETS", "  ")]).join("").contains("VAPI_SECRETS is missing"));
}

#[test]
fn either_kind_of_secret_is_enough_and_none_is_not() {
    let secret = random("signing");
    let signing = ("VAPI_HMAC_SECRETS", &*secret);
    assert_eq!(problems(&[("VAPI_SECRETS", ""), signing]), [""; 0]);
    assert_eq!(problems(&[signing]), [""; 0]);
    for environment in ["local", "production"] {
        let found = problems(&[("ENVIRONMENT", environment), ("VAPI_SECRETS", "")]).join("");
        assert!(found.contains("VAPI_SECRETS is missing, and so is VAPI_HMAC_SECRETS"), "{environment}: {found}");
    }
}

#[test]
fn how_vapi_signs_is_one_document_whose_problems_are_named() {
    let secrets = format!("{} whsec_{}", random("signing 1"), random("signing 2"));
    let signing = ("VAPI_HMAC_SECRETS", &*secrets);
    for (scheme, reason) in [
        ("canary", "VAPI_HMAC must be JSON"),
        ("[]", "VAPI_HMAC must be an object"),
        (r#"{"secret": "canary"}"#, "VAPI_HMAC.secret is not known"),
        (r#"{"algorithm": "canary"}"#, "VAPI_HMAC.algorithm is not known here, or cannot have this value"),
        (r#"{"signature_header": "canary"}"#, "VAPI_HMAC.signature_header must have"),
        (r#"{"payload_format": "{canary}"}"#, "VAPI_HMAC.payload_format must be made of"),
        (r#"{"payload_format": "{timestamp}.{url}.{body}"}"#, "needs PUBLIC_URL"),
    ] {
        let found = problems(&[signing, ("VAPI_HMAC", scheme)]).join("\n");
        assert!(found.contains(reason) && !found.contains("canary"), "{scheme} should say {reason:?}, said {found:?}");
    }
    let url = [signing, ("VAPI_HMAC", r#"{"payload_format": "{url}.{body}"}"#), ("PUBLIC_URL", "https://a.example")];
    assert_eq!(problems(&url), [""; 0]);
    assert!(problems(&[("VAPI_HMAC", "{}")]).join("").contains("VAPI_HMAC_SECRETS is not"));
    assert!(problems(&[("VAPI_SECRET_HEADER", "x canary")]).join("").contains("VAPI_SECRET_HEADER must be"));
}

#[test]
fn a_signing_secret_in_base64_is_measured_and_known_by_its_bytes() {
    let with = |secret: &str| {
        problems(&[("VAPI_HMAC", r#"{"secret_is_base64": true}"#), ("VAPI_HMAC_SECRETS", secret)]).join("")
    };
    assert_eq!(with(&format!("whsec_{}", random("signing"))), "");
    assert!(with("Zm91cnRlZW4tYnl0ZXM=").contains("shorter than 16 bytes"));
    assert!(with("ZnJvbnRkZXNrLWxvY2FsLW9ubHktdmFwaQ==").contains("published"));
    assert!(with("not-base64-but-long-enough").contains("VAPI_HMAC_SECRETS holds a secret that is not base64"));
}

#[test]
fn the_public_url_is_an_origin_or_absent() {
    let read = |environment: &str, url: &str| {
        let mut vars = production();
        vars.extend([("ENVIRONMENT", environment.to_owned()), ("PUBLIC_URL", url.to_owned())]);
        super::tests::read(&vars).map(|config| config.public_url).map_err(|error| error.0.join("\n"))
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
    let found = problems(&[
        ("JWT_SECRET", "canary"),
        ("VAULT_KEYS", "k1:Y2FuYXJ5"),
        ("VAPI_SECRETS", "canary"),
        ("VAPI_HMAC_SECRETS", "canary"),
    ])
    .join("\n");
    assert!(!found.contains("canary") && !found.contains("Y2FuYXJ5"), "{found}");
}

#[test]
fn debug_redacts() {
    let vars = production();
    let shown = format!("{:?}", read(&vars).unwrap());
    for secret in ["jwt", "vault", "vapi 1", "vapi 2"].map(random) {
        assert!(!shown.contains(&secret), "{shown}");
    }
}
