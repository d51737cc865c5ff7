#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| taglint_fuzz::client(bytes));
