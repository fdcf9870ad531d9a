//! Whatever stands in this repository as a secret is published, so production takes none of it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{problems, read};

/// Where secrets stand: what an operator copies from, and what tests use.
const PLACES: [&str; 12] = [
    ".dev.vars.example",
    "wrangler.toml",
    "README.md",
    "CONTRIBUTING.md",
    "bench",
    "build",
    "docs",
    "examples",
    "sandbox",
    "scripts",
    "src",
    "tests",
];

fn files(place: &Path, found: &mut Vec<PathBuf>) {
    if place.is_file() {
        return found.push(place.to_owned());
    }
    for entry in fs::read_dir(place).unwrap().map(|entry| entry.unwrap().path()) {
        if !entry.ends_with("node_modules") && !entry.ends_with("target") {
            files(&entry, found);
        }
    }
}

/// Where a secret's name ends in a line, the name, and the rest.
fn named(line: &str) -> Option<(&'static str, &str)> {
    let names = [
        "JWT_SECRET",
        "VAULT_KEYS",
        "VAPI_SECRETS",
        "VAPI_HMAC_SECRETS",
        "GOOGLE_CLIENT_SECRET",
        "RETELL_SECRETS",
        "MCP_SECRETS",
    ];
    names.into_iter().find_map(|name| line.split_once(name).map(|(_, rest)| (name, rest)))
}

/// A value that is written out behind the name: `NAME=value`, `NAME: 'value'` or `"NAME", "value"`.
fn written_out(rest: &str) -> Option<&str> {
    if let Some(value) = rest.strip_prefix('=') {
        return value.split_whitespace().next().map(|value| value.trim_matches(['"', '\'', '`', ',']));
    }
    let rest = rest.trim_start_matches(['"', '\'']).trim_start_matches([':', ',', ' ']);
    let quote = rest.chars().next().filter(|quote| ['"', '\'', '`'].contains(quote))?;
    rest.split(quote).nth(1)
}

#[test]
fn no_secret_that_stands_in_this_repository_is_taken() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = Vec::new();
    for place in PLACES {
        files(&root.join(place), &mut all);
    }
    let mut tried = 0;
    for file in all {
        let Ok(text) = fs::read_to_string(&file) else { continue };
        for (name, value) in text.lines().filter_map(named).filter_map(|(name, rest)| Some((name, written_out(rest)?)))
        {
            // What is made when it is run stands nowhere, and neither does a name of something else.
            let is_made = value.is_empty() || value.contains(['$', '(', '{', '<', '[', '|', '…']);
            if is_made || value.bytes().all(|byte| byte.is_ascii_uppercase() || b"_.,;".contains(&byte)) {
                continue;
            }
            tried += 1;
            let found = problems(&[(name, value)]);
            assert!(found.iter().any(|problem| problem.contains(name)), "{}: {name}={value} is taken", file.display());
        }
    }
    assert!(tried >= 25, "only {tried} were found");
}

/// What is read and is named like a secret goes through the one check: it is refused for every weakness, whatever reads it.
#[test]
fn every_secret_that_is_read_is_looked_at() {
    let names = std::cell::RefCell::new(std::collections::BTreeSet::new());
    let vars = super::production();
    drop(super::Config::read(|name| {
        names.borrow_mut().insert(name.to_owned());
        vars.iter().find(|(known, _)| **known == name).map(|(_, value)| value.clone())
    }));
    assert!(read(&vars).is_ok());
    let is_secret = |name: &&String| ["SECRET", "SECRETS", "KEYS", "KEY"].iter().any(|end| name.ends_with(end));
    let names = names.into_inner();
    let secrets: Vec<&String> = names.iter().filter(is_secret).collect();
    assert!(secrets.len() >= 17, "{secrets:?}");
    for name in secrets {
        let weak = if name == "VAULT_KEYS" {
            "k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
        } else {
            "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        };
        let name: &'static str = Box::leak(name.clone().into_boxed_str());
        let found = problems(&[(name, weak)]);
        assert!(
            found.iter().any(|problem| problem.starts_with(&format!("{name} holds a secret that"))),
            "{name}: {found:?}"
        );
    }
}
