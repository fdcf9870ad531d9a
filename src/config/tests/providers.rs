//! Providers of identities, as a variable names them.

use super::*;

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
