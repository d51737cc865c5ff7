//! Every input that a fuzz target saved: what it once broke stays fixed.

#[path = "../fuzz/src/lib.rs"]
mod targets;

use std::fs;
use std::path::Path;

#[test]
fn no_saved_input_breaks_its_target() {
    for (name, target) in targets::TARGETS {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
        let inputs = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        let mut count = 0;
        for input in inputs {
            let path = input.expect("it is listed").path();
            let bytes = fs::read(&path).expect("it is read");
            // The name of the input, should it break.
            let told = std::panic::catch_unwind(|| target(&bytes));
            assert!(told.is_ok(), "{} breaks the target `{name}`", path.display());
            count += 1;
        }
        assert!(count > 0, "{} holds no inputs", folder.display());
    }
}
