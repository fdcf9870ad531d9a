use std::collections::HashMap;

use sha2::{Digest, Sha256};

use super::*;

mod published;

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
    // The one says that this is not production, the other is an operator's to choose there.
    let chosen = ["ENVIRONMENT", "RATE_LIMITS"];
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

/// Whoever has one secret has all that it is good for.
#[test]
fn one_secret_is_for_one_thing() {
    let secret = random("shared");
    let twice = format!("{secret} {secret}");
    let key = format!("k1:{secret}");
    let keys = format!("{key},k2:{secret}");
    let prefixed = format!("whsec_{}", secret.trim_end_matches('='));
    let same = |one: &str, other: &str| format!("{one} and {other} hold the same secret");
    for (changes, problem) in [
        ([("VAPI_SECRETS", &*twice), ("JWT_ISSUER", "")], "VAPI_SECRETS holds one secret twice".to_owned()),
        ([("JWT_SECRET", &*twice), ("JWT_ISSUER", "")], "JWT_SECRET holds one secret twice".to_owned()),
        ([("VAULT_KEYS", &*keys), ("JWT_ISSUER", "")], "VAULT_KEYS holds one secret twice".to_owned()),
        ([("JWT_SECRET", &*secret), ("VAPI_SECRETS", &*secret)], same("JWT_SECRET", "VAPI_SECRETS")),
        ([("JWT_SECRET", &*secret), ("VAULT_KEYS", &*key)], same("JWT_SECRET", "VAULT_KEYS")),
        (
            [("RETELL_SECRETS", &*secret), ("MCP_SIGNING_SECRETS", &*secret)],
            same("RETELL_SECRETS", "MCP_SIGNING_SECRETS"),
        ),
        ([("VAPI_SECRETS", &*secret), ("VAPI_HMAC_SECRETS", &*prefixed)], same("VAPI_SECRETS", "VAPI_HMAC_SECRETS")),
        ([("JWT_SECRET", &*secret), ("GOOGLE_CLIENT_SECRET", &*secret)], same("JWT_SECRET", "GOOGLE_CLIENT_SECRET")),
    ] {
        let found = problems(&changes).join("\n");
        assert!(found.contains(&problem) && !found.contains(&secret), "{changes:?}: {found}");
    }
    assert_eq!(problems(&[("ENVIRONMENT", "local"), ("VAPI_SECRETS", &twice)]), [""; 0], "a developer may");
}

#[test]
fn several_secrets_of_tokens_hold_at_once_and_not_many() {
    let some = ["a", "b", "c", "d", "e"].map(random);
    assert_eq!(problems(&[("JWT_SECRET", &some[..2].join(" "))]), [""; 0]);
    let mut vars = production();
    vars.insert("JWT_SECRET", some[..3].join("  "));
    let secrets = read(&vars).unwrap().token.secrets;
    assert_eq!(secrets.iter().map(|secret| secret.expose().to_owned()).collect::<Vec<_>>(), some[..3]);
    assert!(problems(&[("JWT_SECRET", &some.join(" "))]).join("").contains("JWT_SECRET holds more than 4 secrets"));
    let one_is_short = format!("{} short", some[0]);
    assert!(problems(&[("JWT_SECRET", &one_is_short)]).join("").contains("shorter than 32 bytes"));
}

#[test]
fn tokens_may_be_of_any_life_outside_production_alone() {
    let longest = |changes: &[(&'static str, &str)]| {
        let mut vars = production();
        vars.extend(changes.iter().map(|(name, value)| (*name, (*value).to_owned())));
        read(&vars).unwrap().token.longest_life.map(|life| life.num_seconds())
    };
    assert_eq!(longest(&[]), Some(86_400));
    assert_eq!(longest(&[("JWT_MAX_LIFETIME_SECONDS", "3600")]), Some(3_600));
    assert_eq!(longest(&[("ENVIRONMENT", "local")]), None);
    assert_eq!(longest(&[("ENVIRONMENT", "local"), ("JWT_MAX_LIFETIME_SECONDS", "3600")]), Some(3_600));
}

#[test]
fn nobody_is_asked_to_call_a_machine_that_cannot_be_reached() {
    for host in [
        "localhost",
        "LocalHost",
        "desk.localhost.",
        "frontdesk",
        "desk.local",
        "desk.lan",
        "desk.internal",
        "desk.home.arpa",
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0.0.0.0",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "198.18.0.1",
        "203.0.113.9",
        "224.0.0.1",
        "[::1]",
        "[::]",
        "[fd00::1]",
        "[fe80::1]",
        "[::ffff:127.0.0.1]",
        "[2001:db8::1]",
    ] {
        for url in [format!("https://{host}"), format!("https://{host}:8443/")] {
            let found = problems(&[("PUBLIC_URL", &url)]).join("\n");
            assert!(found.contains("PUBLIC_URL names this machine or a private network"), "{url}: {found}");
        }
    }
    for url in ["http://desk.clinic.com", "http://127.0.0.1:8787"] {
        assert!(problems(&[("PUBLIC_URL", url)]).join("").contains("must be an https origin"), "{url}");
    }
    for host in ["desk.clinic.com", "localhost.clinic.com", "locals.com", "8.8.8.8", "[2606:4700::1]", "1e100.net"] {
        assert_eq!(problems(&[("PUBLIC_URL", &format!("https://{host}"))]), [""; 0], "{host}");
    }
    let local = [("ENVIRONMENT", "local"), ("PUBLIC_URL", "http://127.0.0.1:8787")];
    assert_eq!(problems(&local), [""; 0]);
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

const PROVIDER: &str = r#"{"name": "auth0", "issuer": "https://clinic.eu.auth0.com/", "jwks": "https://clinic.eu.auth0.com/.well-known/jwks.json",
    "algorithms": ["RS256"], "audience": "https://api.example", "org_claim": "org_id", "role_claim": "https://clinic.example/role"}"#;

/// What is wrong with a provider whose members are changed.
fn problems_of_provider(changes: &serde_json::Value) -> Vec<String> {
    let mut provider: serde_json::Value = serde_json::from_str(PROVIDER).unwrap();
    for (name, value) in changes.as_object().unwrap() {
        provider[name] = value.clone();
    }
    provider.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    let text = serde_json::json!([provider]).to_string();
    let vars = production();
    let lookup = |name: &str| match name {
        "IDENTITY_PROVIDERS" => Some(text.clone()),
        "PROVIDERS_OWN" => Some(random("provider")),
        _ => vars.get(name).cloned(),
    };
    Config::read(lookup).map_or_else(|error| error.0, |_| Vec::new())
}

#[test]
fn providers_of_identities_are_checked() {
    use serde_json::json;
    for sound in [
        json!({}),
        json!({"algorithms": ["RS256", "ES256"], "audience": ["one", "two"]}),
        json!({"audience": null, "azp": "https://console.example"}),
        json!({"org": "members", "org_claim": null, "role_claim": null}),
        json!({"jwks": "https://keys.example/jwks", "jwks_host": "keys.example"}),
        json!({"roles": {"owner": "admin"}, "orgs": {"org_2abc": "d5bc3d69-996a-445b-a234-494040dff620"}}),
        json!({"header": "Cf-Access-Jwt-Assertion", "type": "app"}),
        json!({"jwks": null, "algorithms": null, "hs256_secret": "PROVIDERS_OWN"}),
    ] {
        assert_eq!(problems_of_provider(&sound), [""; 0], "{sound}");
    }
    for (change, named) in [
        (json!({"name": "google"}), "neither token nor google"),
        (json!({"name": "Auth 0"}), "a-z, 0-9"),
        (json!({"name": "x".repeat(33)}), "1 to 32"),
        (json!({"issuer": null}), "issuer"),
        (json!({"jwks": "http://clinic.eu.auth0.com/jwks"}), "https"),
        (json!({"jwks": "https://evil.example/jwks"}), "host of jwks"),
        (json!({"jwks": "https://clinic.eu.auth0.com.evil.example/jwks"}), "host of jwks"),
        (json!({"jwks": null}), "either jwks"),
        (json!({"algorithms": null}), "RS256, ES256"),
        (json!({"algorithms": ["HS256"]}), "RS256, ES256"),
        (json!({"algorithms": ["none"]}), "algorithms"),
        (json!({"jwks": null, "hs256_secret": "JWT_SECRET"}), "either jwks"),
        (json!({"jwks": null, "algorithms": null, "hs256_secret": "NO_SUCH"}), "32 bytes"),
        (json!({"jwks": null, "algorithms": null, "hs256_secret": "JWT_SECRET"}), "that nothing else is signed with"),
        (
            json!({"jwks": null, "algorithms": null, "hs256_secret": "RETELL_SECRETS"}),
            "that nothing else is signed with",
        ),
        (json!({"audience": null}), "audience or azp"),
        (json!({"audience": []}), "audience or azp"),
        (json!({"org": "anybody", "org_claim": null, "role_claim": null}), "org_claim and role_claim"),
        (json!({"role_claim": null}), "org_claim and role_claim"),
        (json!({"org": "members"}), "org_claim and role_claim"),
        (json!({"org_claim": "user_metadata.org_id"}), "change user_metadata"),
        (json!({"role_claim": "unsafe_metadata.role"}), "change user_metadata"),
        (json!({"roles": {"owner": "platform"}}), "roles.owner"),
        (json!({"orgs": {"org_2abc": "downtown"}}), "orgs.org_2abc"),
        (json!({"header": "X-Token"}), "Cf-Access-Jwt-Assertion"),
        (json!({"audiences": "one"}), "audiences"),
        (json!({"azp": "x".repeat(6000)}), "longer than 5120 bytes"),
    ] {
        let found = problems_of_provider(&change).join("\n");
        assert!(found.contains("IDENTITY_PROVIDERS") && found.contains(named), "{change}: {found}");
    }
    for (text, named) in [("{}", "list"), ("nonsense", "list"), ("[7]", "[0]")] {
        let found = problems(&[("IDENTITY_PROVIDERS", text)]).join("\n");
        assert!(found.contains("IDENTITY_PROVIDERS") && found.contains(named), "{text}: {found}");
    }
    let twice = format!("[{PROVIDER}, {PROVIDER}]");
    let twice = problems(&[("IDENTITY_PROVIDERS", &twice)]).join("\n");
    assert!(twice.contains("twice"), "{twice}");
}
