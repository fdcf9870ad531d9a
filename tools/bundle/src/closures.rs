//! Closures of Rust's that JavaScript calls later, such as what goes on when a vendor has answered.
//!
//! The glue has each remember its instance and refuse once there is another one. An instance that has trapped is replaced on the way into
//! the WASM, which is behind that look: the first closure to be called after a trap would enter the new instance with pointers into the
//! old one's memory. So the instance is replaced before the look. wasm-bindgen's version is pinned, so the form of the lines is too.

use anyhow::{Result, ensure};

/// Where a closure looks whether its instance is still there.
const LOOK: &str = "if (state.instance !== __wbg_instance_id) {";
/// What replaces an instance that has trapped.
const REPLACE: &str = "__wbg_call_guard();";

/// The glue with that done. Fails if it looks otherwise than it did: then it has to be read again.
pub fn guarded(glue: &str) -> Result<String> {
    let makers = glue.matches("Closure(arg0, arg1, f) {").count();
    let looks = glue.matches(LOOK).count();
    ensure!(
        makers > 0 && looks == makers && glue.contains("function __wbg_call_guard()"),
        "the form of wasm-bindgen's closures has changed: {makers} functions make them, {looks} look at their instance"
    );
    Ok(glue.replace(LOOK, &format!("{REPLACE}\n        {LOOK}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GLUE: &str = "function __wbg_call_guard() {
}
function makeMutClosure(arg0, arg1, f) {
    const real = (...args) => {
        if (state.instance !== __wbg_instance_id) {
            throw new Error('Cannot invoke closure from previous WASM instance');
        }
    };
}
";

    #[test]
    fn an_instance_that_has_trapped_is_replaced_before_a_closure_looks_at_it() {
        let guarded = guarded(GLUE).unwrap();
        assert!(guarded.contains("=> {\n        __wbg_call_guard();\n        if (state.instance"), "{guarded}");
    }

    #[test]
    fn glue_of_another_form_is_refused() {
        for changed in [("state.instance !==", "state.inst !=="), ("f) {", "f, g) {"), ("__wbg_call_guard", "guard")] {
            assert!(guarded(&GLUE.replace(changed.0, changed.1)).is_err(), "{changed:?}");
        }
        assert!(guarded("").is_err());
    }
}
