//! `bundle <compiled.wasm> <folder>`: makes a Worker of what rustc compiled, with the `worker` crate in it.
//!
//! Writes modules into the folder: `index.js` (wasm-bindgen's glue), `index_bg.wasm`, `recovery.js` (how the Worker goes on after a
//! panic) and `entry.js`, which exports what the runtime looks for. `scripts/bundle.mjs` joins the JavaScript into one file.

mod closures;
mod exports;

use std::env;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

use exports::Exports;

const RECOVERY: &str = include_str!("recovery.js");

fn main() -> Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [compiled, folder] = arguments.as_slice() else {
        bail!("usage: bundle <compiled.wasm> <folder>");
    };
    bundle(Path::new(compiled), Path::new(folder))
}

fn bundle(compiled: &Path, folder: &Path) -> Result<()> {
    bind(compiled, folder).with_context(|| format!("cannot make a Worker of {}", compiled.display()))?;
    let file = folder.join("index.js");
    let glue = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    write(folder, "index.js", &closures::guarded(&importable(&glue))?)?;
    write(folder, "recovery.js", RECOVERY)?;
    write(folder, "entry.js", &Exports::of_glue(&glue)?.entry())
}

/// Runs wasm-bindgen. Two options give the glue what recovery stands on: a function that makes a new instance, and the handler of
/// aborts that has it called.
fn bind(compiled: &Path, folder: &Path) -> Result<()> {
    Bindgen::new()
        .input_path(compiled)
        .out_name("index")
        .module(true)?
        .reset_state_function(true)
        .force_enable_abort_handler(true)
        .generate(folder)
}

/// The glue with its module imported as the runtime does it: "import source" is not understood everywhere yet.
fn importable(glue: &str) -> String {
    glue.replace("import source ", "import ")
}

fn write(folder: &Path, name: &str, contents: &str) -> Result<()> {
    let file = folder.join(name);
    fs::write(&file, contents).with_context(|| format!("cannot write {}", file.display()))
}
