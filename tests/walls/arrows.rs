//! Which room's source names which other room.

use std::{fmt, fs, path::Path};

use syn::{
    Item, ItemMod, ItemUse, UseTree, Visibility,
    visit::{self, Visit},
};

/// Folders within rooms that are rooms themselves, the inner ones first.
const SUB_ROOMS: [&str; 11] = [
    "voice/vapi/proof",
    "calendars/google",
    "texts/twilio",
    "voice/vapi",
    "voice/mcp",
    "voice/retell",
    "voice/dograh",
    "voice/synthflow",
    "voice/elevenlabs",
    "voice/telnyx",
    "voice/tools",
];

/// One room's source names another room.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Arrow {
    pub from: String,
    pub to: String,
    /// The module in which the path stands, and the path.
    pub place: String,
}

impl fmt::Display for Arrow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} -> {}: {}", self.from, self.to, self.place)
    }
}

/// All arrows of `src/`.
pub fn all() -> Vec<Arrow> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut arrows = Vec::new();
    walk(&source, &mut Vec::new(), &mut arrows);
    assert!(arrows.len() > 500, "the sources were not read");
    arrows
}

fn walk(folder: &Path, module: &mut Vec<String>, arrows: &mut Vec<Arrow>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if name == "tests" || name == "peer" {
            continue;
        }
        if path.is_dir() {
            module.push(name);
            walk(&path, module, arrows);
            module.pop();
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let mut of_file = module.clone();
            if name != "mod" {
                of_file.push(name);
            }
            arrows.extend(of(&of_file, &fs::read_to_string(&path).unwrap()));
        }
    }
}

/// The arrows of one module's source.
pub fn of(module: &[String], source: &str) -> Vec<Arrow> {
    let mut reader = Reader { module: module.to_vec(), arrows: Vec::new() };
    reader.visit_file(&syn::parse_file(source).unwrap());
    reader.arrows
}

struct Reader {
    module: Vec<String>,
    arrows: Vec<Arrow>,
}

impl Reader {
    fn note(&mut self, path: &[String]) {
        let Some(absolute) = self.absolute(path) else { return };
        let (from, to) = (room(&self.module), room(&absolute));
        if from != to && !absolute.is_empty() {
            let place = format!("{} names {}", self.module.join("::"), absolute.join("::"));
            self.arrows.push(Arrow { from, to, place });
        }
    }

    /// The path from the crate's root; `None` for one of another crate or of a name in scope.
    fn absolute(&self, path: &[String]) -> Option<Vec<String>> {
        let mut base = match path.first()?.as_str() {
            "crate" => Vec::new(),
            "self" | "super" => self.module.clone(),
            _ => return None,
        };
        let mut rest = path;
        if matches!(path[0].as_str(), "crate" | "self") {
            rest = &rest[1..];
        }
        while rest.first().is_some_and(|segment| segment == "super") {
            base.pop();
            rest = &rest[1..];
        }
        Some([base, rest.to_vec()].concat())
    }

    fn tree(&mut self, tree: &UseTree, mut path: Vec<String>) {
        match tree {
            UseTree::Path(part) => {
                path.push(part.ident.to_string());
                self.tree(&part.tree, path);
            }
            UseTree::Group(group) => group.items.iter().for_each(|item| self.tree(item, path.clone())),
            UseTree::Name(name) if name.ident == "self" => self.note(&path),
            UseTree::Name(name) => self.note(&[path, vec![name.ident.to_string()]].concat()),
            UseTree::Rename(name) => self.note(&[path, vec![name.ident.to_string()]].concat()),
            UseTree::Glob(_) => self.note(&path),
        }
    }
}

impl<'a> Visit<'a> for Reader {
    fn visit_item(&mut self, item: &'a Item) {
        if !attributes(item).iter().any(is_test) {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'a ItemUse) {
        self.tree(&item.tree, Vec::new());
    }

    fn visit_item_mod(&mut self, item: &'a ItemMod) {
        self.module.push(item.ident.to_string());
        visit::visit_item_mod(self, item);
        self.module.pop();
    }

    fn visit_path(&mut self, path: &'a syn::Path) {
        let segments: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.note(&segments);
        visit::visit_path(self, path);
    }

    /// `pub(in crate::x)` names nobody.
    fn visit_visibility(&mut self, _: &'a Visibility) {}
}

fn attributes(item: &Item) -> &[syn::Attribute] {
    match item {
        Item::Mod(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        _ => &[],
    }
}

fn is_test(attribute: &syn::Attribute) -> bool {
    attribute.path().is_ident("cfg")
        && attribute.parse_args::<syn::Path>().is_ok_and(|condition| condition.is_ident("test"))
}

/// The room of a module.
fn room(module: &[String]) -> String {
    let path = module.join("/");
    let is_in = |room: &&&str| path == **room || path.strip_prefix(**room).is_some_and(|rest| rest.starts_with('/'));
    if let Some(room) = SUB_ROOMS.iter().find(is_in) {
        return (*room).to_owned();
    }
    module.first().cloned().unwrap_or_else(|| "lib".into())
}
