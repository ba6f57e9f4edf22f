//! Rows as they are printed, until what stands before them is known: in memory, and beyond that in
//! a file that only its owner can read.

use std::{
    fs::File,
    io::{self, BufWriter, Read, Seek, SeekFrom, Write},
};

use super::Order;
use crate::files::spool::Spool;

/// Bytes held in memory.
const MEMORY: usize = 1 << 20;
/// Bytes read back at once, unless a row is longer.
const CHUNK: u64 = 64 << 10;

#[derive(Default)]
pub struct Held {
    memory: Vec<u8>,
    spooled: Option<(Spool, BufWriter<File>)>,
    /// Where each row ends, counted from the first one.
    ends: Vec<u64>,
}

impl Held {
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Takes a row.
    pub fn push(&mut self, row: &[u8]) -> io::Result<()> {
        let before = self.ends.last().copied().unwrap_or(0);
        self.ends.push(before + row.len() as u64);
        if self.spooled.is_none() && self.memory.len() + row.len() > MEMORY {
            let (spool, file) = Spool::create()?;
            let mut file = BufWriter::new(file);
            file.write_all(&self.memory)?;
            self.memory = Vec::new();
            self.spooled = Some((spool, file));
        }
        match &mut self.spooled {
            Some((_, file)) => file.write_all(row),
            None => {
                self.memory.extend_from_slice(row);
                Ok(())
            }
        }
    }

    /// Gives the rows back.
    pub fn each(
        mut self,
        order: Order,
        give: &mut dyn FnMut(&[u8]) -> io::Result<()>,
    ) -> io::Result<()> {
        let Some((spool, file)) = self.spooled.take() else {
            let mut from = 0;
            let mut rows: Vec<&[u8]> = Vec::with_capacity(self.ends.len());
            for end in &self.ends {
                let end = usize::try_from(*end).unwrap_or(usize::MAX);
                rows.push(&self.memory[from..end]);
                from = end;
            }
            return match order {
                Order::AsListed => rows.into_iter().try_for_each(give),
                Order::Reversed => rows.into_iter().rev().try_for_each(give),
            };
        };
        file.into_inner().map_err(io::IntoInnerError::into_error)?;
        let mut file = File::open(spool.path())?;
        let mut chunks = self.chunks();
        if order == Order::Reversed {
            chunks.reverse();
        }
        for (first, last) in chunks {
            self.chunk(&mut file, (first, last), order, give)?;
        }
        Ok(())
    }

    fn start(&self, row: usize) -> u64 {
        row.checked_sub(1).map_or(0, |before| self.ends[before])
    }

    /// Rows that are read back together: from one up to another.
    fn chunks(&self) -> Vec<(usize, usize)> {
        let mut chunks = Vec::new();
        let mut first = 0;
        for row in 0..self.ends.len() {
            let is_last = row + 1 == self.ends.len();
            if is_last || self.ends[row + 1] - self.start(first) > CHUNK {
                chunks.push((first, row + 1));
                first = row + 1;
            }
        }
        chunks
    }

    fn chunk(
        &self,
        file: &mut File,
        (first, last): (usize, usize),
        order: Order,
        give: &mut dyn FnMut(&[u8]) -> io::Result<()>,
    ) -> io::Result<()> {
        let start = self.start(first);
        let length = usize::try_from(self.ends[last - 1] - start).unwrap_or(usize::MAX);
        let mut bytes = vec![0; length];
        file.seek(SeekFrom::Start(start))?;
        file.read_exact(&mut bytes)?;
        let place = |at: u64| usize::try_from(at - start).unwrap_or(usize::MAX);
        let mut one = |row: usize| give(&bytes[place(self.start(row))..place(self.ends[row])]);
        match order {
            Order::AsListed => (first..last).try_for_each(&mut one),
            Order::Reversed => (first..last).rev().try_for_each(&mut one),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn back(rows: &[Vec<u8>], order: Order) -> Vec<Vec<u8>> {
        let mut held = Held::default();
        rows.iter().for_each(|row| held.push(row).unwrap());
        assert_eq!(held.len(), rows.len());
        let mut back = Vec::new();
        held.each(order, &mut |row| {
            back.push(row.to_vec());
            Ok(())
        })
        .unwrap();
        back
    }

    #[test]
    fn rows_come_back_as_they_were_from_memory_and_from_a_file() {
        let row = |at: usize| vec![b'a' + (at % 26) as u8; at * 7 % 900];
        for count in [0, 1, 2, 50, 9000] {
            let rows: Vec<Vec<u8>> = (0..count).map(row).collect();
            assert_eq!(back(&rows, Order::AsListed), rows, "{count}");
            let mut reversed = rows.clone();
            reversed.reverse();
            assert_eq!(back(&rows, Order::Reversed), reversed, "{count}");
        }
    }
}
