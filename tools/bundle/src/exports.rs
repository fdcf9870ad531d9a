//! What a Worker exports, read from the lines of wasm-bindgen's glue. Its version is pinned, so the form of the lines is too.

use anyhow::{Result, ensure};

/// What the runtime is to find in the entry module.
#[derive(Debug, PartialEq)]
pub struct Exports {
    /// Functions that answer the runtime's events, such as `fetch` and `scheduled`.
    handlers: Vec<String>,
    /// Classes of Durable Objects.
    objects: Vec<String>,
}

impl Exports {
    /// Reads the glue. Fails when there is no `fetch` in it: then it is not a Worker's, or the form of the glue has changed.
    pub fn of_glue(glue: &str) -> Result<Exports> {
        let exports = Exports { handlers: handlers(glue), objects: objects(glue) };
        ensure!(
            exports.handlers.iter().any(|name| name == "fetch"),
            "the module exports no function fetch(..), as a Worker does; it exports {:?}",
            exports.handlers
        );
        Ok(exports)
    }

    /// The text of the entry module.
    pub fn entry(&self) -> String {
        let handlers: Vec<String> = self.handlers.iter().map(|name| format!("{name}: glue.{name}")).collect();
        let objects = self.objects.iter().map(|name| format!("export const {name} = recoveringObject(glue.{name});\n"));
        format!(
            "import * as glue from './index.js';\nimport {{ entrypoint, recoveringObject }} from './recovery.js';\n\nexport default entrypoint({{ {} }});\n{}",
            handlers.join(", "),
            objects.collect::<String>()
        )
    }
}

/// The exported functions, without those that wasm-bindgen and the `worker` crate keep for themselves.
fn handlers(glue: &str) -> Vec<String> {
    let name = |line: &str| Some(line.strip_prefix("export function ")?.split('(').next()?.trim().to_owned());
    glue.lines().filter_map(name).filter(|name| !name.starts_with("__")).collect()
}

/// The exported classes that answer requests. The `worker` crate exports others, which are of no use to the runtime.
fn objects(glue: &str) -> Vec<String> {
    let exports = glue.split("\nexport ").filter_map(|export| export.strip_prefix("class "));
    let answering = exports.filter(|class| class.lines().any(|line| line.trim_start().starts_with("fetch(")));
    answering.filter_map(|class| class.split([' ', '{']).next()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GLUE: &str = "import source wasmModule from \"./index_bg.wasm\";
/**
 * One clinic's object.
 */
export class Clinic {
    free() {
    }
    fetch(req) {
        return wasm.clinic_fetch(this.__wbg_ptr, req);
    }
}

export class MinifyConfig {
    get js() {
    }
}
export function __wbg_reset_state () {
}
export function fetch(req, env, ctx) {
}
export function scheduled(event, env, ctx) {
}
";

    #[test]
    fn handlers_and_objects_are_found_and_nothing_else_is_exported() {
        let exports = Exports::of_glue(GLUE).unwrap();
        assert_eq!(exports.handlers, ["fetch", "scheduled"]);
        assert_eq!(exports.objects, ["Clinic"]);
        assert_eq!(
            exports.entry(),
            "import * as glue from './index.js';
import { entrypoint, recoveringObject } from './recovery.js';

export default entrypoint({ fetch: glue.fetch, scheduled: glue.scheduled });
export const Clinic = recoveringObject(glue.Clinic);
"
        );
    }

    #[test]
    fn a_class_takes_no_method_from_the_next() {
        let glue =
            "\nexport class Plain {\n    free() {\n    }\n}\nexport class Clinic {\n    fetch(req) {\n    }\n}\n";
        assert_eq!(objects(glue), ["Clinic"]);
    }

    #[test]
    fn what_answers_no_requests_is_no_worker() {
        let error = Exports::of_glue("export function greet() {\n}\n").unwrap_err();
        assert!(error.to_string().contains("no function fetch(..)"), "{error}");
    }
}
