//! The modules that lie outside of what is checked, as the store has them.

use std::cell::RefCell;

use super::input::{Files, Loader};
use super::role::Role;
use crate::collect::folders::texts::{Texts, Unread, all_of, folder_name};
use crate::text::io_words;

/// Loads modules from texts.
#[derive(Debug)]
pub(super) struct FromTexts<'t, 'd> {
    texts: &'t Texts<'d>,
    unread: RefCell<Vec<(String, Unread)>>,
}

impl<'t, 'd> FromTexts<'t, 'd> {
    pub(super) fn new(texts: &'t Texts<'d>) -> Self {
        FromTexts { texts, unread: RefCell::default() }
    }

    /// What could not be read of the modules.
    pub(super) fn into_unread(self) -> Vec<(String, Unread)> {
        self.unread.into_inner()
    }
}

impl<'t> Loader<'t> for FromTexts<'t, '_> {
    /// As Terraform finds it.
    fn resolve(&self, folder: &str, path: &str) -> String {
        self.texts.resolve(folder, path)
    }

    fn load(&self, folder: &str) -> Option<Files<'t>> {
        let names = match self.texts.files_of(folder, &|name| Role::of(name).is_loaded()) {
            Ok(names) => names,
            Err(error) => {
                let unlisted = Unread::Unlisted(io_words(&error));
                self.unread.borrow_mut().push((folder_name(folder).to_owned(), unlisted));
                return Some(Files { sources: Vec::new(), unopened: vec![all_of(folder)] });
            }
        };
        if !names.iter().any(|name| Role::of(name).is_configuration()) {
            return None;
        }
        let mut files = Files::default();
        for name in names {
            match self.texts.read_found(&name) {
                Ok(source) => files.sources.push(source),
                Err(unread) => {
                    files.unopened.push(name.clone());
                    self.unread.borrow_mut().push((name, unread));
                }
            }
        }
        Some(files)
    }
}
