//! What an audio or a video is, and how long: told by the file itself.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    path::Path,
};

/// What plays in a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Playing {
    /// Opus in Ogg (RFC 7845).
    Opus {
        millis: Option<u64>,
    },
    /// MPEG-4 (ISO 14496-12).
    Mp4 {
        millis: Option<u64>,
    },
    Neither,
}

/// Looks into a file; what cannot be read is neither.
pub fn look(path: &Path) -> Playing {
    let found = File::open(path).and_then(|mut file| of_bytes(&mut file));
    found.unwrap_or(Playing::Neither)
}

fn of_bytes(file: &mut (impl Read + Seek)) -> io::Result<Playing> {
    let mut head = Vec::new();
    file.by_ref().take(512).read_to_end(&mut head)?;
    if head.starts_with(b"OggS")
        && let Some(at) = find(&head, b"OpusHead")
    {
        let skip = head
            .get(at + 10..at + 12)
            .map_or(0, |b| u64::from(u16::from(b[0]) | u16::from(b[1]) << 8));
        return Ok(Playing::Opus { millis: opus_millis(file, skip).ok().flatten() });
    }
    if head.get(4..8) == Some(b"ftyp") {
        return Ok(Playing::Mp4 { millis: mp4_millis(file).ok().flatten() });
    }
    Ok(Playing::Neither)
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

/// No page of an Ogg file is longer.
const LONGEST_PAGE: u64 = 27 + 255 + 255 * 255;

/// The last page tells how many samples came before its end, 48 a millisecond.
fn opus_millis(file: &mut (impl Read + Seek), skip: u64) -> io::Result<Option<u64>> {
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(length.saturating_sub(LONGEST_PAGE)))?;
    let mut tail = Vec::new();
    file.by_ref().take(LONGEST_PAGE).read_to_end(&mut tail)?;
    let starts = tail.windows(4).enumerate().filter(|(_, window)| *window == b"OggS");
    let mut positions = starts.filter_map(|(at, _)| {
        let bytes = tail.get(at + 6..at + 14)?.try_into().ok()?;
        // -1 marks a page that no packet ends on.
        u64::try_from(i64::from_le_bytes(bytes)).ok()
    });
    Ok(positions.next_back().map(|samples| samples.saturating_sub(skip) / 48))
}

/// Boxes beyond which nothing is looked for: a damaged file may have any number.
const MOST_BOXES: usize = 1000;

fn mp4_millis(file: &mut (impl Read + Seek)) -> io::Result<Option<u64>> {
    let length = file.seek(SeekFrom::End(0))?;
    let Some((start, end)) = find_box(file, b"moov", (0, length))? else { return Ok(None) };
    let Some((start, _)) = find_box(file, b"mvhd", (start, end))? else { return Ok(None) };
    file.seek(SeekFrom::Start(start))?;
    let mut header = [0; 32];
    file.read_exact(&mut header)?;
    let word = |at: usize| {
        u64::from(u32::from_be_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]]))
    };
    let (scale, duration) = match header[0] {
        1 => (word(20), word(24) << 32 | word(28)),
        _ => (word(12), word(16)),
    };
    Ok(duration.checked_mul(1000).and_then(|millis| millis.checked_div(scale)))
}

/// The inside of the first box of a kind.
fn find_box(
    file: &mut (impl Read + Seek),
    kind: &[u8; 4],
    (mut at, end): (u64, u64),
) -> io::Result<Option<(u64, u64)>> {
    for _ in 0..MOST_BOXES {
        if at.saturating_add(8) > end {
            break;
        }
        file.seek(SeekFrom::Start(at))?;
        let mut head = [0; 16];
        file.read_exact(&mut head[..8])?;
        let short = u64::from(u32::from_be_bytes([head[0], head[1], head[2], head[3]]));
        let (size, inside) = match short {
            0 => (end - at, 8),
            1 => {
                file.read_exact(&mut head[8..])?;
                let long = head[8..].iter().fold(0, |all, byte| all << 8 | u64::from(*byte));
                (long, 16)
            }
            size => (size, 8),
        };
        if size < inside {
            break;
        }
        let next = at.saturating_add(size).min(end);
        if &head[4..8] == kind {
            return Ok(Some((at + inside, next)));
        }
        at = next;
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn look_at(bytes: &[u8]) -> Playing {
        of_bytes(&mut Cursor::new(bytes)).unwrap_or(Playing::Neither)
    }

    fn page(position: i64, body: &[u8]) -> Vec<u8> {
        let mut page = b"OggS\x00\x00".to_vec();
        page.extend(position.to_le_bytes());
        page.extend([0; 12]);
        page.push(1);
        page.push(u8::try_from(body.len()).unwrap());
        page.extend(body);
        page
    }

    fn opus(samples: i64) -> Vec<u8> {
        let mut bytes = page(0, b"OpusHead\x01\x01\x38\x01\x80\xbb\x00\x00\x00\x00\x00");
        bytes.extend(page(48_000, &[7; 200]));
        bytes.extend(page(-1, &[7; 200]));
        bytes.extend(page(samples, &[7; 20]));
        bytes
    }

    fn mp4_box(kind: &[u8; 4], inside: &[u8]) -> Vec<u8> {
        let size = u32::try_from(inside.len() + 8).unwrap();
        [&size.to_be_bytes(), kind.as_slice(), inside].concat()
    }

    fn mp4(header: &[u8]) -> Vec<u8> {
        let moov =
            mp4_box(b"moov", &[mp4_box(b"udta", &[0; 9]), mp4_box(b"mvhd", header)].concat());
        [mp4_box(b"ftyp", b"isom0000"), mp4_box(b"mdat", &[1; 500]), moov].concat()
    }

    #[test]
    fn an_opus_is_as_long_as_its_last_page_says_without_what_is_skipped() {
        assert_eq!(look_at(&opus(312 + 48 * 12_345)), Playing::Opus { millis: Some(12_345) });
        assert_eq!(look_at(&opus(100)), Playing::Opus { millis: Some(0) });
        let vorbis = page(0, b"\x01vorbis");
        assert_eq!(look_at(&vorbis), Playing::Neither);
    }

    #[test]
    fn an_mp4_is_as_long_as_its_header_says_in_either_version() {
        let mut old = vec![0; 100];
        old[12..16].copy_from_slice(&600_u32.to_be_bytes());
        old[16..20].copy_from_slice(&1500_u32.to_be_bytes());
        assert_eq!(look_at(&mp4(&old)), Playing::Mp4 { millis: Some(2500) });
        let mut new = vec![0; 112];
        new[0] = 1;
        new[20..24].copy_from_slice(&1000_u32.to_be_bytes());
        new[24..32].copy_from_slice(&90_500_u64.to_be_bytes());
        assert_eq!(look_at(&mp4(&new)), Playing::Mp4 { millis: Some(90_500) });
        assert_eq!(look_at(&mp4(&[0; 100])), Playing::Mp4 { millis: None });
    }

    #[test]
    fn no_damage_is_a_crash_or_an_endless_search() {
        for whole in [opus(48_000), mp4(&[9; 112])] {
            for cut in 0..whole.len() {
                let _ = look_at(&whole[..cut]);
                let mut broken = whole.clone();
                broken[cut] ^= 0xff;
                let _ = look_at(&broken);
            }
        }
    }
}
