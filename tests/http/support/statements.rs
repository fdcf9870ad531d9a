//! The statements of `src/store`, read from its sources and put together as the compiler does it, so that a check of all of them needs
//! no list.

use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
};

/// One statement and where it stands.
pub struct Written {
    /// The file below `src/store` and the function, such as `orgs.rs::find`.
    pub place: String,
    /// All of it.
    pub sql: String,
}

/// Files without statements that are known here: one makes statements of SQL, and one puts the names of tables in at run time.
const NOT_SQL: [&str; 2] = ["named.rs", "clinic/tables.rs"];

/// Every statement.
pub fn statements() -> Vec<Written> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store");
    let sources: Vec<(String, String)> = files(&folder)
        .iter()
        .map(|path| (below(&folder, path), read(path)))
        .filter(|(file, _)| !NOT_SQL.contains(&file.as_str()))
        .collect();
    let macros: Macros = sources.iter().flat_map(|(_, source)| definitions(source)).collect();
    // A file's own macro comes before one of the same name elsewhere.
    let within = |source: &str| -> Macros { macros.clone().into_iter().chain(definitions(source)).collect() };
    sources.iter().flat_map(|(file, source)| of_file(file, source, &within(source))).collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

fn below(folder: &Path, path: &Path) -> String {
    path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned()
}

/// A source without its comments.
fn read(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn of_file(file: &str, source: &str, macros: &Macros) -> Vec<Written> {
    let mut function = String::new();
    let mut found = Vec::new();
    for piece in pieces(source, macros) {
        match piece {
            Piece::Function(name) => function = name,
            Piece::Text(sql)
                if ["SELECT ", "INSERT ", "UPDATE ", "DELETE "].iter().any(|verb| sql.starts_with(verb)) =>
            {
                found.push(Written { place: format!("{file}::{function}"), sql });
            }
            Piece::Text(_) => {}
        }
    }
    found
}

/// The macros that make up SQL: their parameters and what they come to.
type Macros = HashMap<String, (Vec<String>, String)>;

const DEFINITION: &str = "macro_rules! ";

fn definitions(source: &str) -> Vec<(String, (Vec<String>, String))> {
    let definition = |text: &str| {
        let (name, rule) = text.split_once(" {").unwrap();
        let (parameters, body) = rule.split_once("=>")?;
        let parameters = parameters.split('$').skip(1).map(|p| format!("${}", p.split(':').next().unwrap())).collect();
        let body = body.trim_start();
        Some((name.to_owned(), (parameters, body[1..closing(body)].to_owned())))
    };
    source.split(DEFINITION).skip(1).filter_map(definition).collect()
}

enum Piece {
    /// The name of a function that begins.
    Function(String),
    /// A string, put together.
    Text(String),
}

/// Functions and strings, in order.
fn pieces(mut source: &str, macros: &Macros) -> Vec<Piece> {
    let mut pieces = Vec::new();
    while let Some(first) = source.chars().next() {
        let word = source.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(source.len());
        let (name, rest) = source.split_at(word);
        if first == '"' {
            let end = closing_quote(source);
            pieces.push(Piece::Text(source[1..end].to_owned()));
            source = &source[end + 1..];
        } else if let Some(definition) = source.strip_prefix(DEFINITION) {
            let brace = definition.find('{').unwrap();
            source = &definition[brace + closing(&definition[brace..])..];
        } else if name == "fn" {
            pieces.push(Piece::Function(rest.trim_start().split(['(', '<']).next().unwrap().to_owned()));
            source = rest;
        } else if let Some(called) = expansion(name, rest, macros) {
            pieces.push(Piece::Text(joined(&called, macros)));
            source = &rest[closing(&rest[1..]) + 2..];
        } else {
            source = if word == 0 { &source[first.len_utf8()..] } else { rest };
        }
    }
    pieces
}

/// What stands for a macro that puts strings together.
fn expansion(name: &str, rest: &str, macros: &Macros) -> Option<String> {
    let call = rest.strip_prefix('!')?;
    let arguments = || &call[1..closing(call)];
    if name == "concat" {
        return Some(arguments().to_owned());
    }
    let (parameters, body) = macros.get(name)?;
    let arguments = separated(arguments());
    let replaced = |body: String, (parameter, argument): (&String, &&str)| body.replace(parameter, argument);
    Some(parameters.iter().zip(&arguments).fold(body.clone(), replaced))
}

fn joined(source: &str, macros: &Macros) -> String {
    let text = |piece| match piece {
        Piece::Text(text) => text,
        Piece::Function(_) => String::new(),
    };
    pieces(source, macros).into_iter().map(text).collect()
}

/// Where the string ends that `text` begins with.
fn closing_quote(text: &str) -> usize {
    let quotes = text.match_indices('"').map(|(at, _)| at);
    quotes.skip(1).find(|at| !text[..*at].ends_with('\\')).unwrap()
}

/// Where the bracket closes that `text` begins with. What stands in strings does not count.
fn closing(text: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    loop {
        match &text[at..=at] {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth -= 1,
            "\"" => at += closing_quote(&text[at..]),
            _ => {}
        }
        if depth == 0 {
            return at;
        }
        at += 1;
    }
}

/// Arguments, at the commas outside of strings.
fn separated(arguments: &str) -> Vec<&str> {
    let (mut all, mut rest) = (Vec::new(), arguments);
    while let Some(quote) = rest.find('"') {
        let end = quote + closing_quote(&rest[quote..]) + 1;
        all.push(&rest[quote..end]);
        rest = &rest[end..];
    }
    all
}
