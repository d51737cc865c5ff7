//! Files that are the same as others, to the last byte.

use std::collections::BTreeMap;
use std::io::{self, Read};

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use crate::files::Opened;

/// How much of files is compared first.
pub(super) const BEGINNING: u64 = 1 << 16;

/// The files that are the same, each group in its order. Only files of one length are read, each for itself, and further
/// than their beginning only where that is the same: requests for what is elsewhere are paid. None stays open, for a
/// process may not open many. What cannot be read is told by who reads its lines.
pub(super) fn copies(count: usize, open: &(dyn Fn(usize) -> io::Result<Opened> + Sync)) -> Vec<Vec<usize>> {
    let all: Vec<usize> = (0..count).collect();
    let length = |at| open(at).ok().map(|file| file.length());
    let mut copies = Vec::new();
    for of_length in alike(&all, length) {
        for begun in alike(&of_length, |at| digest(open(at).ok()?.reader(0).take(BEGINNING)).ok()) {
            match length(begun[0]).is_some_and(|length| length <= BEGINNING) {
                true => copies.push(begun),
                false => copies.extend(alike(&begun, |at| digest(open(at).ok()?.reader(0)).ok())),
            }
        }
    }
    copies
}

/// Files that have the same of something, where there are several, each group in its order.
pub(super) fn alike<T: Ord + Send>(
    files: &[usize],
    same: impl Fn(usize) -> Option<T> + Sync,
) -> Vec<Vec<usize>> {
    let told: Vec<(usize, Option<T>)> = files.par_iter().map(|at| (*at, same(*at))).collect();
    let mut groups: BTreeMap<T, Vec<usize>> = BTreeMap::new();
    for (at, same) in told {
        if let Some(same) = same {
            groups.entry(same).or_default().push(at);
        }
    }
    groups.into_values().filter(|group| group.len() > 1).collect()
}

/// A digest of all that can be read.
pub(super) fn digest(mut reader: impl Read) -> io::Result<[u8; 32]> {
    let (mut hash, mut buffer) = (Sha256::new(), vec![0; 1 << 16]);
    loop {
        match reader.read(&mut buffer)? {
            0 => return Ok(hash.finalize().into()),
            read => hash.update(&buffer[..read]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_one_length_are_told_apart_by_what_is_in_them() {
        let long = |last: u8| {
            let mut bytes = vec![7; BEGINNING as usize + 9];
            bytes.push(last);
            bytes
        };
        let files =
            [b"ab".to_vec(), long(1), b"ba".to_vec(), long(2), b"ab".to_vec(), long(2), b"ab".to_vec()];
        let open = |at: usize| match files.get(at) {
            Some(bytes) => Ok(Opened::in_memory(bytes.clone())),
            None => Err(io::ErrorKind::NotFound.into()),
        };
        assert_eq!(copies(files.len() + 1, &open), [vec![0, 4, 6], vec![3, 5]]);
    }
}
