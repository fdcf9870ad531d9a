//! What a secret is for, how long a token is good for, and where vendors can call.

use super::*;

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
